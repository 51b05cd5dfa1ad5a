"""A front whose every door fails in its own way."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.views import View
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.response import Response
from rest_framework.views import APIView

from oms.errors import Negotiation, NotAcceptableNow
from oms.strictjson import Malformed, StrictJSONParser

RAISED = {
    "bug": (KeyError("hush"), 500, "error"),
    "missing": (Http404("No Order matches hush."), 404, "not_found"),
    "forbidden": (PermissionDenied("hush"), 403, "permission_denied"),
    "suspicious": (SuspiciousOperation("hush"), 400, "bad_request"),
    "malformed": (Malformed("This is not JSON."), 400, "malformed"),
    "data": (DataError("hush: INSERT INTO"), 400, "invalid"),
    "operational": (OperationalError("hush@host"), 503, "unavailable"),
    "interface": (InterfaceError("hush"), 503, "unavailable"),
    "no-token": (exceptions.NotAuthenticated("hush"), 401, "not_authenticated"),
    "bad-token": (exceptions.AuthenticationFailed("hush expired"), 401, "not_authenticated"),
    "not-now": (NotAcceptableNow(), 406, "not_acceptable_now"),
    "wrong-state": (exceptions.ValidationError("Too late.", "wrong_state"), 400, "wrong_state"),
    "throttled": (exceptions.Throttled(wait=4.2), 429, "throttled"),
}


class Token(BaseAuthentication):
    def authenticate(self, request):
        return None

    def authenticate_header(self, request):
        return "Token"


class Raises(APIView):
    authentication_classes, permission_classes = (Token,), ()

    def get(self, request, kind):
        raise RAISED[kind][0]


class PlainRaises(View):
    def get(self, request, kind):
        raise RAISED[kind][0]


class Line(serializers.Serializer):
    sku = serializers.CharField()


class Order(serializers.Serializer):
    number = serializers.CharField(max_length=3)
    count = serializers.IntegerField()
    lines = Line(many=True, required=False)
    code = serializers.IntegerField(required=False)


class Reads(APIView):
    authentication_classes = permission_classes = ()
    parser_classes = (StrictJSONParser,)
    content_negotiation_class = Negotiation

    def get(self, request):
        return Response({})

    def post(self, request):
        Order(data=request.data).is_valid(raise_exception=True)
        return Response({}, status=201)


def dialect(problem, *, request):
    return 200, {"successful": False, "message": problem.code, "was": problem.status}


urlpatterns = [
    path("api/rest/<kind>/", Raises.as_view()),
    path("api/plain/<kind>/", PlainRaises.as_view()),
    path("api/reads/", Reads.as_view()),
    path("api/v9/partner/<kind>/", Raises.as_view()),
    path("api/html/", lambda request: HttpResponse("<h1>hush</h1>", status=418)),
    path("api/page/", lambda request: HttpResponse("<h1>Docs</h1>")),
    path("api/not-allowed/", lambda request: HttpResponseNotAllowed(["GET"])),
    path("pages/<kind>/", PlainRaises.as_view()),
]
handler400 = "oms.errors.bad_request"
handler403 = "oms.errors.permission_denied"
handler404 = "oms.errors.not_found"
handler500 = "oms.errors.server_error"
