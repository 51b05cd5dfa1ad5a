"""Who wants to hear that a product is back, and who wants one that is to come."""

from rest_framework import serializers

from integrations.idempotency import Answer
from integrations.vijaysales import fields, refusals
from integrations.vijaysales.base import View, rendered
from integrations.vijaysales.envelope import unprocessable
from integrations.vijaysales.order_request import registration
from orders.commands import interest
from orders.models import PreRegistration, StockLocation, StockNotification

MEANS = ["SMS", "EMAIL", "WHATSAPP"]


class Consent(serializers.BooleanField):
    """True and nothing like it: no 1 and no text stands for somebody's word."""

    def to_internal_value(self, data):
        if data is not True:
            raise serializers.ValidationError("Consent is needed: true.")
        return data


class Consenting(fields.Asked):
    consent = Consent()


class NotifyRequest(Consenting):
    vanNo = fields.Sku()
    pincode = fields.Pincode(required=False, allow_null=True, allow_blank=True)
    storeCode = fields.Text(required=False, allow_null=True, allow_blank=True, max_length=64)
    name = fields.Text(required=False, allow_blank=True, max_length=100, default="")
    mobile = fields.Mobile(required=False, allow_null=True, allow_blank=True)
    email = serializers.EmailField(
        required=False, allow_null=True, allow_blank=True, max_length=254
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(MEANS), required=False, max_length=len(MEANS)
    )

    def validate(self, attrs):
        """Ask for a way to reach the person."""
        if not attrs.get("mobile") and not attrs.get("email"):
            raise serializers.ValidationError({"mobile": "A mobile or an email is needed."})
        return attrs


class RegisterRequest(Consenting):
    campaignCode = fields.Text(required=False, allow_blank=True, max_length=64)
    vanNo = fields.Sku(required=False, allow_blank=True)
    name = fields.Text(max_length=100)
    mobile = fields.Mobile()
    email = serializers.EmailField(
        required=False, allow_null=True, allow_blank=True, max_length=254
    )
    pincode = fields.Pincode()
    quantity = fields.Count(min_value=1, max_value=5, default=1)
    preferredStoreCode = fields.Text(
        required=False, allow_null=True, allow_blank=True, max_length=64
    )
    gstin = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=32)

    def validate(self, attrs):
        """Ask which campaign is meant."""
        if not attrs.get("campaignCode") and not attrs.get("vanNo"):
            error = serializers.ErrorDetail("Needed without a vanNo.", code="required")
            raise serializers.ValidationError({"campaignCode": [error]})
        return attrs


class Asking(View):
    """A view that may name a store."""

    def store(self, code: str | None, field: str) -> StockLocation | None:
        if not code:
            return None
        stores = StockLocation.objects.visible_to(self.request.scope)
        if (store := stores.filter(erp_code=code, is_active=True).first()) is None:
            raise unprocessable(9011, "VALIDATION_FAILED", f"{field}: there is no such store.")
        return store


class NotifyMe(Asking):
    route = "notify-me"

    def post(self, request):
        """Be told when a product is back in stock."""
        asked = self.read(NotifyRequest, request.data)
        return self.once(asked, lambda: self._noted(asked))

    def _noted(self, asked) -> Answer:
        product = refusals.named([asked["vanNo"]])[asked["vanNo"]]
        store = self.store(asked.get("storeCode"), "storeCode")
        notice = interest.notify(
            channel_id=self.channel.pk,
            product_id=product.pk,
            pincode=asked.get("pincode") or "",
            location_id=store.pk if store else None,
            store_code=store.erp_code if store else "",
            name=asked["name"],
            mobile=asked.get("mobile") or "",
            email=asked.get("email") or "",
            means=asked.get("channels", ()),
            within=self.request.scope.locations,
        )
        return _answered(
            notice,
            {
                "notificationId": str(notice.public_id),
                "status": notice.status,
                "vanNo": asked["vanNo"],
                "createdAt": fields.moment(notice.created_date),
                "inStock": notice.in_stock,
            },
        )


class PreRegister(Asking):
    route = "pre-register"

    def post(self, request):
        """Sign up for a product that is to come."""
        asked = self.read(RegisterRequest, request.data)
        return self.once(asked, lambda: self._signed_up(asked))

    def _signed_up(self, asked) -> Answer:
        product = refusals.named([asked["vanNo"]])[asked["vanNo"]] if asked.get("vanNo") else None
        store = self.store(asked.get("preferredStoreCode"), "preferredStoreCode")
        try:
            place = interest.pre_register(
                channel_id=self.channel.pk,
                code=asked.get("campaignCode", ""),
                product_id=product.pk if product else None,
                mobile=asked["mobile"],
                name=asked["name"],
                email=asked.get("email") or "",
                pincode=asked["pincode"],
                quantity=asked["quantity"],
                preferred_store_id=store.pk if store else None,
                gstin=registration(asked),
            )
        except interest.CampaignNotFound as error:
            raise unprocessable(9040, "CAMPAIGN_NOT_FOUND", str(error)) from error
        except interest.CampaignClosed as error:
            raise unprocessable(9041, "CAMPAIGN_CLOSED", str(error)) from error
        return _answered(
            place,
            {
                "preRegistrationId": str(place.public_id),
                "campaignCode": place.campaign.code,
                "vanNo": place.campaign.product.sku,
                "status": place.status,
                "position": place.position,
                "createdAt": fields.moment(place.created_date),
            },
        )


def _answered(row: StockNotification | PreRegistration, told: dict) -> Answer:
    return Answer(rendered(told), replayed=row.replayed)
