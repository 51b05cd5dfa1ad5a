"""The filters of each native list; their names follow the lookups that Akinon publishes."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters.filterset import FilterSet

from orders.api.parameters import (
    BOUNDS,
    Filters,
    Sort,
    Text,
    When,
    Whole,
    WholeNumberField,
    some_of,
)
from orders.models import (
    CargoCompany,
    Channel,
    Order,
    OrderItem,
    Package,
    PackageItem,
    State,
    StateTransitionLog,
    StockLocation,
)

ROW = {"id": [*BOUNDS, "in"], "created_date": BOUNDS, "modified_date": BOUNDS}
CODE = ["exact", "in"]


def mirrored(path: str, value: int) -> Q:
    """Return the condition that the row at `path` shows `value` as its pk on the wire."""
    if value < 0:
        return Q(**{f"{path}__pk": -value, f"{path}__omnitron_id": None})
    return Q(**{f"{path}__omnitron_id": value})


def in_state_row(queryset: QuerySet, state_id: int) -> QuerySet:
    """Keep the objects whose state the API shows with this id."""
    kind = queryset.model._meta.model_name
    codes = State.objects.filter(pk=state_id, content_type__model=kind)
    return queryset.filter(state__in=[int(c) for c in codes.values_list("enum_value", flat=True)])


class StateFilters(FilterSet):
    """By the State row as the API shows it; `state__enum_value` is the code itself."""

    state = Whole(method="by_state")
    state__enum_value = Whole("state")
    state__enum_value__ne = Whole("state", exclude=True)
    state__enum_value__in = some_of("state", each=WholeNumberField())

    def by_state(self, queryset, name, value: int):
        """Keep the objects in the state with this id."""
        return in_state_row(queryset, value)


class PlaceFilters(FilterSet):
    """By a place of the shipping address, which stands at `address` as seen from the model."""

    address = "shipping_address"

    country = Whole(method="by_place")
    country__name = Text(method="by_place_name")
    city = Whole(method="by_place")
    city__name = Text(method="by_place_name")
    township = Whole(method="by_place")
    township__name = Text(method="by_place_name")
    cargo_company = Whole(method="by_carrier")

    def by_place(self, queryset, name, value: int):
        """Keep what goes to the place with this pk."""
        return queryset.filter(mirrored(f"{self.address}__{name}", value))

    def by_place_name(self, queryset, name, value: str):
        """Keep what goes to a place of exactly this name."""
        return queryset.filter(**{f"{self.address}__{name}": value})

    def by_carrier(self, queryset, name, value: int):
        """Keep what the carrier with this pk takes."""
        return queryset.filter(mirrored(self.carrier, value))


class OrderFilter(StateFilters, PlaceFilters, Filters):
    carrier = "cargo_company"

    product__sku = Text(method="by_product")
    product__barcode = Text(method="by_product")
    sort = Sort("id", "created_date", "modified_date", "date_placed", "number")

    class Meta:
        model = Order
        fields = {
            **ROW,
            "date_placed": BOUNDS,
            "number": CODE,
            "omnitron_id": CODE,
            "channel": CODE,
            "customer__first_name": ["exact"],
            "customer__last_name": ["exact"],
            "customer__email": ["exact"],
            "payment_type": CODE,
            "delivery_type": CODE,
            "retail_store__erp_code": CODE,
        }

    def by_product(self, queryset, name, value: str):
        """Keep the orders with such a product among the items that the reader sees."""
        items = OrderItem.objects.visible_to(self.request.scope)
        return queryset.filter(Exists(items.filter(order=OuterRef("pk"), **{name: value})))


class ItemFilter(StateFilters, Filters):
    order_number = Text("order__number")
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = OrderItem
        fields = {
            **ROW,
            "order": CODE,
            "order__omnitron_id": CODE,
            "omnitron_id": CODE,
            "product__sku": CODE,
            "product__barcode": CODE,
        }


class PackageFilter(StateFilters, PlaceFilters, Filters):
    address = "order__shipping_address"
    carrier = "carrier"

    order__number = Text("order__number", lookup_expr="startswith")
    channel = Whole("order__channel")
    customer__first_name = Text("order__customer__first_name")
    customer__last_name = Text("order__customer__last_name")
    product__sku = Text(method="by_product")
    product__barcode = Text(method="by_product")
    order_item__omnitron_id = Whole(method="by_item")
    shipment_date__gte = When("shipped_at", lookup_expr="gte")
    shipment_date__lt = When("shipped_at", lookup_expr="lt")
    sort = Sort("id", "created_date", "modified_date", "number")

    class Meta:
        model = Package
        fields = {
            **ROW,
            "number": CODE,
            "tracking_number": CODE,
            "order": CODE,
            "order__omnitron_id": CODE,
            "order__delivery_type": CODE,
            "order__date_placed": BOUNDS,
            "order__retail_store__erp_code": CODE,
            "stock_location": CODE,
            "stock_location__erp_code": CODE,
            "stock_location__stock_location_type": ["exact"],
        }

    def by_product(self, queryset, name, value: str):
        """Keep the packages that hold, or held, such a product."""
        return self._holding(queryset, **{f"order_item__{name}": value})

    def by_item(self, queryset, name, value: int):
        """Keep the packages that hold, or held, this item of the hub."""
        return self._holding(queryset, **{name: value})

    def _holding(self, queryset, **what):
        return queryset.filter(Exists(PackageItem.objects.filter(package=OuterRef("pk"), **what)))


class TransitionFilter(Filters):
    """Of moves; a state is its row, its code, or its name in either language."""

    old_state = Whole(method="by_state")
    old_state__name = Text(method="by_state_name")
    old_state__enum_value = Whole("old_state")
    old_state__enum_value__in = some_of("old_state", each=WholeNumberField())
    new_state = Whole(method="by_state")
    new_state__name = Text(method="by_state_name")
    new_state__enum_value = Whole("new_state")
    new_state__enum_value__in = some_of("new_state", each=WholeNumberField())
    modified_date__gt = When("created_date", lookup_expr="gt")
    modified_date__gte = When("created_date", lookup_expr="gte")
    modified_date__lt = When("created_date", lookup_expr="lt")
    modified_date__lte = When("created_date", lookup_expr="lte")
    sort = Sort("id", "created_date", modified_date="created_date")

    class Meta:
        model = StateTransitionLog
        fields = {
            "id": [*BOUNDS, "in"],
            "created_date": BOUNDS,
            "object_id": CODE,
            "content_type": CODE,
        }

    def by_state(self, queryset, name, value: int):
        """Keep the moves from, or to, the state with this id."""
        return self._moved(queryset, name, State.objects.filter(pk=value))

    def by_state_name(self, queryset, name, value: str):
        """Keep the moves from, or to, a state that is called so."""
        rows = State.objects.all()
        called = [row for row in rows if value in _names(row)]
        return self._moved(queryset, name.removesuffix("__name"), called)

    def _moved(self, queryset, column, states):
        found = Q(pk__in=[])
        for row in states:
            found |= Q(content_type=row.content_type_id, **{column: int(row.enum_value)})
        return queryset.filter(found)


def _names(row: State) -> set[str]:
    return {translation["name"] for translation in row.translations.values()}


class ChannelFilter(Filters):
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = Channel
        fields = {**ROW, "omnitron_id": CODE}


class CargoCompanyFilter(Filters):
    sort = Sort("id", "created_date", "modified_date")

    class Meta:
        model = CargoCompany
        fields = {**ROW, "omnitron_id": CODE, "erp_code": CODE}


class LocationFilter(Filters):
    sort = Sort("id", "created_date", "modified_date", "erp_code")

    class Meta:
        model = StockLocation
        fields = {**ROW, "erp_code": CODE, "omnitron_id": CODE, "stock_location_type": ["exact"]}
