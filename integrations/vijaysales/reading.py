"""Orders, one order, one line and one status, as the partner that placed them asks."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from integrations.vijaysales import answers, fields, following, words
from integrations.vijaysales.base import View
from integrations.vijaysales.envelope import unprocessable
from integrations.vijaysales.lines import item, lines
from orders.models import Order

LONGEST_PAGE = 100
SORTS = {
    "orderDate": ("date_placed", "pk"),
    "-orderDate": ("-date_placed", "-pk"),
    "updatedAt": ("modified_date", "pk"),
    "-updatedAt": ("-modified_date", "-pk"),
}
NAMES = ("orderId", "partnerOrderId")


class ListRequest(serializers.Serializer):
    """The filters of the list; dates are of the order and half-open."""

    page = fields.Count(min_value=1, max_value=1_000_000, default=1)
    limit = fields.Count(min_value=1, max_value=LONGEST_PAGE, default=20)
    status = serializers.CharField(required=False, max_length=255, allow_blank=True)
    fromDate = fields.Moment(required=False)
    toDate = fields.Moment(required=False)
    updatedFrom = fields.Moment(required=False)
    partnerOrderId = serializers.CharField(required=False, max_length=64)
    mobile = fields.Mobile(required=False)
    vanNo = fields.Sku(required=False)
    sort = serializers.ChoiceField(list(SORTS), default="-orderDate")

    def validate_status(self, value):
        """Read a list with commas."""
        named = [word.strip().upper() for word in value.split(",") if word.strip()]
        known = [*words.LABELS, *words.NEVER_GIVEN]
        if unknown := [word for word in named if word not in known]:
            text = f"No status {', '.join(unknown)}. Known: {', '.join(known)}."
            raise serializers.ValidationError(text)
        if not named:
            raise serializers.ValidationError("Name at least one status.")
        return named

    def validate(self, attrs):
        """Refuse a filter that we do not have: it would be taken for one that found everything."""
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise serializers.ValidationError({name: ["Unknown filter."] for name in unknown})
        return attrs


class StatusRequest(fields.Asked):
    orderIds = serializers.ListField(child=fields.Text(max_length=64), min_length=1, max_length=100)


class OrderView(View):
    """A view of the partner's own orders."""

    def orders(self) -> QuerySet[Order]:
        """Return what the partner may see: what it placed, and what nobody placed with us."""
        scope, key = self.request.scope, f"extra_field__{answers.PLACED_BY}"
        mine = Q(**{key: self.request.auth.partner.pk})
        seen = Order.objects.visible_to(scope).filter(mine | Q(**{f"{key}__isnull": True}))
        if scope.locations is None:
            return seen
        of_channel = Order.objects.visible_to(replace(scope, locations=None))
        return seen | of_channel.filter(mine)

    def order(self, named: str) -> Order:
        """Return the loaded order of our id, our number, or the partner's id, in that sequence."""
        only = self.request.query_params.get("by")
        if only is not None and only not in NAMES:
            raise unprocessable(9011, "VALIDATION_FAILED", f"by: one of {', '.join(NAMES)}.")
        for found in _named(named, only):
            if order := answers.load(self.orders().filter(found)).first():
                return order
        raise NotFound

    def the_order(self, named: str) -> Order:
        """Return the order to be changed: a name that fits two of them is refused, not guessed."""
        order = self.order(named)
        if "by" in self.request.query_params:
            return order
        others = self.orders().filter(Q(code=named) | Q(number=named)).exclude(pk=order.pk)
        if others.exists():
            text = f"Two orders are called that: say by={' or by='.join(NAMES)}."
            raise unprocessable(9011, "VALIDATION_FAILED", text)
        return order

    def orders_named(self, names: Sequence[str]) -> dict[str, Order]:
        """Return the loaded orders that `order` would find, by the names that find one."""
        keys = [key for key in map(_key, names) if key]
        any_of = Q(pk__in=keys) | Q(code__in=names) | Q(number__in=names)
        rows = list(answers.load(self.orders().filter(any_of)).order_by("-pk"))
        known: dict[str, Order] = {}
        for column in ("number", "code", "pk"):  # what is looked at first stands last
            known |= {str(getattr(order, column)): order for order in rows}
        return {name: known[name] for name in names if name in known}


class Orders(OrderView):
    route = "orders"

    def get(self, request):
        """Get orders, a page of them."""
        asked = self.read(ListRequest, request.query_params.dict())
        found = self.orders().filter(_filtered(asked)).order_by(*SORTS[asked["sort"]])
        total, start = found.count(), (asked["page"] - 1) * asked["limit"]
        keys = list(found.values_list("pk", flat=True)[start : start + asked["limit"]])
        rows = answers.load(Order.objects.filter(pk__in=keys)).order_by(*SORTS[asked["sort"]])
        return Response(
            {
                "data": [answers.summary(order) for order in rows],
                "pagination": _pagination(asked["page"], asked["limit"], total),
            }
        )


class SingleOrder(OrderView):
    route = "order"

    def get(self, request, order_id):
        """Get a single order."""
        order = self.order(order_id)
        told = following.histories([order])[order.pk]
        return Response({"data": answers.full(order, told)})


class Item(OrderView):
    route = "item"

    def get(self, request, item_id, order_id=None):
        """Get a line of an order by its id."""
        order = self.order(order_id or item_id.rpartition("-")[0])
        for line in lines(order):
            if words.item_id(order, line.number) == item_id:
                return Response({"data": item(line)})
        raise NotFound


class Status(OrderView):
    route = "status"

    def get(self, request, order_id):
        """Get an order's status, as it is now."""
        order = self.order(order_id)
        answer = Response({"data": following.status(order, following.histories([order])[order.pk])})
        answer["ETag"] = f'"{order.pk}-{order.modified_date.timestamp():.6f}"'
        return answer


class Statuses(OrderView):
    route = "status"
    asks = True

    def post(self, request):
        """Get the status of up to a hundred orders; those that are not there are named."""
        asked = self.read(StatusRequest, request.data)["orderIds"]
        found = self.orders_named(asked)
        rows = {order.pk: order for order in found.values()}
        told = following.histories(rows.values())
        return Response(
            {
                "data": [following.status(order, told[order.pk]) for order in rows.values()],
                "notFound": [name for name in dict.fromkeys(asked) if name not in found],
            }
        )


def _named(named: str, only: str | None) -> list[Q]:
    key = _key(named)
    ours = [Q(pk=key)] if key else []
    if only == "orderId":
        return ours
    return [Q(number=named)] if only else [*ours, Q(code=named), Q(number=named)]


def _key(named: str) -> int | None:
    """Return our own id that a text is, in the only way to write it."""
    known = named.isascii() and named.isdigit() and len(named) < 19 and named[0] != "0"
    return int(named) if known else None


def _filtered(asked: dict) -> Q:
    found = Q()
    for name, lookup in _LOOKUPS.items():
        if name in asked:
            found &= Q(**{lookup: asked[name]})
    if "status" in asked:
        any_of = Q(pk__in=[])
        for status in asked["status"]:
            any_of |= words.orders_in(status)
        found &= any_of
    if "vanNo" in asked:
        with_it = Order.objects.filter(orderitem_set__product__sku=asked["vanNo"])
        found &= Q(pk__in=with_it.values("pk"))
    return found


_LOOKUPS = {
    "fromDate": "date_placed__gte",
    "toDate": "date_placed__lt",
    "updatedFrom": "modified_date__gte",
    "partnerOrderId": "number",
    "mobile": "customer__phone_number",
}


def _pagination(page: int, limit: int, total: int) -> dict:
    pages = -(-total // limit)
    return {
        "page": page,
        "limit": limit,
        "totalCount": total,
        "totalPages": pages,
        "hasNext": page < pages,
    }
