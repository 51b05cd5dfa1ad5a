"""The two calls of XStak's sales API: a token for a client's login, and the sales orders."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.models import Partner
from integrations.xstak import asking, sales_orders, schema
from integrations.xstak.auth import HeaderToken, log_in
from integrations.xstak.defaults import DEFAULTS
from integrations.xstak.parameters import sent
from oms.strictjson import StrictJSONParser

TIME_ZONE = "Asia/Karachi"  # of a partner that was given none: what XStak's `+5:00` means


class ServiceAccountToken(APIView):
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    parser_classes = [StrictJSONParser, FormParser]  # documented; `sent` reads the body itself

    @extend_schema(
        tags=["xstak"],
        summary="A token",
        description=(
            "The parameters may stand in the query, in a JSON body or in a form; given twice they"
            " must agree. The paths /v1/admin/serviceaccount/token and /auth/token are the same."
        ),
        auth=[],
        request=schema.LOGIN,
        responses={200: schema.TOKEN, 400: schema.ERROR, 401: schema.ERROR, 429: schema.ERROR},
        examples=[
            schema.ASK_FOR_TOKEN,
            schema.A_TOKEN,
            schema.NO_COMPANY,
            schema.INVALID_CLIENT,
            schema.TOO_MANY,
        ],
    )
    def post(self, request):
        """Give a token for a login."""
        opened, life = log_in(request, at=timezone.now())
        body = {
            "userName": f"service-account-{opened.partner.username}",
            "email": opened.partner.user.email or DEFAULTS["email"].value,
            "access_token": opened.text,
            "expires_in": int(life.total_seconds()),
        }
        always = ("refresh_expires_in", "token_type", "not-before-policy", "scope")
        body |= {name: DEFAULTS[name].value for name in always}
        return Response(body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


@extend_schema(exclude=True)
class AliasOfServiceAccountToken(ServiceAccountToken):
    """The same behind the other spellings of its path."""


class SalesOrders(APIView):
    authentication_classes = [HeaderToken]
    parser_classes = []

    @extend_schema(
        tags=["xstak"],
        summary="Sales orders",
        description=(
            "The parameters stand in the query; where it lacks one, the body of the GET may have"
            f" it. Dates are answered in your time zone, {TIME_ZONE} unless set otherwise."
            f"{schema.PAGING}"
        ),
        parameters=schema.FILTERS,
        responses={
            200: schema.SALES_ORDERS,
            400: schema.ERROR,
            401: schema.ERROR,
            429: schema.ERROR,
        },
        examples=[schema.A_PAGE, schema.NO_TAB, schema.INVALID_TOKEN, schema.TOO_MANY],
    )
    def get(self, request):
        """Answer a page of orders."""
        zone = zone_of(request.auth.partner)
        asked = asking.read(sent(request), zone=zone)
        body = sales_orders.answer(asked, scope=request.scope, zone=zone)
        return Response(body, headers={"X-OMS-Notice": asked.notice} if asked.notice else {})


def zone_of(partner: Partner) -> ZoneInfo:
    """Return the zone in which a partner lives; a word that names none is no zone of its own."""
    try:
        return ZoneInfo(partner.time_zone or TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(TIME_ZONE)
