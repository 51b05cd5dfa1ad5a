"""The project package as a Django app, for its commands and for a check of the deployment."""

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class OmsConfig(AppConfig):
    name = "oms"


@checks.register(checks.Tags.security, deploy=True)
def proxies_are_counted(app_configs, **options):
    """Warn where a proxy speaks TLS for us that nobody has counted."""
    if not settings.HTTPS or settings.REST_FRAMEWORK["NUM_PROXIES"]:
        return []
    all_alike = "every caller seems to come from the proxy, and who fails to log in locks all out"
    return [
        checks.Warning(
            f"HTTPS is on, so a proxy is in front, but NUM_PROXIES is 0: {all_alike}.",
            hint="Set NUM_PROXIES to the number of proxies whose X-Forwarded-For you trust.",
            id="oms.W001",
        )
    ]
