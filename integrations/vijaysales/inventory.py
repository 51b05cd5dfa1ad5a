"""Blocking stock for a cart, looking at a block, and letting it go."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from integrations.idempotency import Answer
from integrations.vijaysales import fields, refusals
from integrations.vijaysales.base import View, rendered
from integrations.vijaysales.envelope import unprocessable
from integrations.vijaysales.ordering import owner
from orders import clock
from orders.commands import stock
from orders.models import Mode, StockReservation

LONGEST_PIECE = 10_000
Status = StockReservation.Status


class BlockItem(fields.Asked):
    vanNo = fields.Sku()
    quantity = fields.Count(min_value=1, max_value=LONGEST_PIECE)


class BlockRequest(fields.Asked):
    referenceId = fields.Text(max_length=64)
    pincode = fields.Pincode(required=False, allow_null=True)
    storeCode = fields.Text(required=False, allow_null=True, allow_blank=True, max_length=64)
    deliveryType = serializers.ChoiceField(Mode.values, default=Mode.HOME_DELIVERY)
    ttlSeconds = fields.Count(min_value=60, max_value=3600, default=900)
    items = serializers.ListField(child=BlockItem(), min_length=1, max_length=50)

    def validate(self, attrs):
        """Ask for the place: a PIN code, or a store where the goods are fetched."""
        fetched = attrs["deliveryType"] == Mode.STORE_PICKUP and attrs.get("storeCode")
        if not attrs.get("pincode") and not fetched:
            error = serializers.ErrorDetail("Needed where the goods are brought.", code="required")
            raise serializers.ValidationError({"pincode": [error]})
        return attrs


class Blocks(View):
    route = "block"

    def post(self, request):
        """Block inventory, all or nothing, until it expires."""
        asked = self.read(BlockRequest, request.data)
        return self.once(asked, lambda: self._blocked(asked))

    def _blocked(self, asked) -> Answer:
        products = refusals.named([line["vanNo"] for line in asked["items"]])
        store = refusals.store(asked.get("storeCode"), self.request.scope)
        with refusals.in_words(products, asked["items"]):
            held = stock.block(
                owner=owner(self.request),
                reference=asked["referenceId"],
                channel_id=self.channel.pk,
                items=[(products[line["vanNo"]].pk, line["quantity"]) for line in asked["items"]],
                pincode=asked.get("pincode") or "",
                location_id=store.pk if store else None,
                delivery_type=asked["deliveryType"],
                ttl=timedelta(seconds=asked["ttlSeconds"]),
                within=self.request.scope.locations,
                by=self.request.by,
                at=timezone.now(),
            )
        return Answer(rendered(told(held)), replayed=getattr(held, "replayed", False))


class Block(View):
    route = "block"

    def get(self, request, block_id):
        """Get a block as it is now."""
        return Response({"data": told(self._mine(block_id))})

    def delete(self, request, block_id):
        """Release a block; one that is gone already is told as it ended."""
        self._mine(block_id)
        try:
            held = stock.release(UUID(block_id), owner=owner(request), by=request.by)
        except stock.BlockUsed as error:
            raise unprocessable(9024, "BLOCK_ALREADY_USED", str(error)) from error
        return Response({"data": told(held)})

    def _mine(self, block_id) -> StockReservation:
        mine = StockReservation.objects.filter(owner=owner(self.request))
        try:
            return mine.get(block_id=UUID(block_id))
        except (ValueError, StockReservation.DoesNotExist):
            raise NotFound from None


class Release(Block):
    http_method_names = ["post"]

    def post(self, request, block_id):
        """Release a block."""
        return self.delete(request, block_id)


def told(held: StockReservation) -> dict:
    """Return a block; one whose time is over is expired, whether anybody has looked or not."""
    over = held.status == Status.ACTIVE and held.expires_at and held.expires_at <= clock.now()
    lines = held.lines.select_related("stock__product", "stock__location").order_by("pk")
    return {
        "blockId": str(held.block_id),
        "referenceId": held.reference,
        "status": (Status.EXPIRED if over else Status(held.status)).upper(),
        "createdAt": fields.moment(held.created_date),
        "expiresAt": fields.moment(held.expires_at),
        "ttlSeconds": held.ttl_seconds,
        "items": [
            {
                "vanNo": line.stock.product.sku,
                "quantity": line.quantity,
                "locationCode": line.stock.location.erp_code,
            }
            for line in lines
        ],
    }
