"""A write that comes over plain HTTP is refused, where a redirect would turn it into a read."""

from django.conf import settings
from django.core.exceptions import PermissionDenied

from oms.errors import Problem, answer, is_api

READS = ("GET", "HEAD", "OPTIONS")


class NoPlainWrites:
    """
    Middleware before Django's own redirect: nothing that may change something is redirected.

    Its token has been seen by everybody on the way; the refusal is what makes its owner notice.
    Paths under `REDIRECTED_WRITES` are redirected, because their dialect says so.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        read = request.method in READS or request.is_secure() or not settings.SECURE_SSL_REDIRECT
        if read or request.path.startswith(tuple(settings.REDIRECTED_WRITES)):
            return self.get_response(request)
        if not is_api(request.path):
            raise PermissionDenied
        return answer(Problem(403, "https_required", "Send this over HTTPS."), request)
