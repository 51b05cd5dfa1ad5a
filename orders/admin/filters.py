"""Filters of the lists: their choices are what the person may see, their days are her days."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter

from orders import dwell
from orders.admin.base import scope_of
from orders.admin.words import states
from orders.models import CargoCompany, Channel, IntakeNote, Package, StockLocation
from orders.workflow import UNPACKED, PackageStatus

LATE = timedelta(hours=24)
DECISION_NEEDED = (
    Q(approval_withdrawn_at__isnull=False)
    | Q(sent_elsewhere_at__isnull=False)
    | Q(differs__isnull=False, state=PackageStatus.PACKED)
)
UNPLANNED = "unplanned"


class Choice(DropdownFilter):
    """Rows whose `parameter_name` has the chosen value; an unknown value keeps none."""

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        known = {str(value) for value, _ in self.lookup_choices}
        return self.kept(request, queryset) if self.value() in known else queryset.none()

    def kept(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()})


class OrderState(Choice):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return states("order")


class PackageState(OrderState):
    def lookups(self, request, model_admin):
        return states("package")


class Work(Choice):
    """The piles that a store works through."""

    title = "pile"
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return [
            ("prepare", "To prepare"),
            ("late", "Late: to prepare for more than a day"),
            ("packed", "Packed, to hand over"),
            ("cancelled", "Packed, then cancelled by the customer"),
            ("decide", "Waiting for a decision: changed, not approved, or sent elsewhere"),
        ]

    def kept(self, request, queryset):
        if self.value() in {"prepare", "late"}:
            queryset = queryset.filter(state__in=UNPACKED)
            late = {"created_date__lt": timezone.now() - LATE}
            return queryset.filter(**late) if self.value() == "late" else queryset
        packed = queryset.filter(state=PackageStatus.PACKED)
        if self.value() == "cancelled":
            return packed.filter(cancellation_requested_at__isnull=False)
        if self.value() == "decide":
            here = queryset.filter(state__in=[*UNPACKED, PackageStatus.PACKED])
            return here.filter(DECISION_NEEDED)
        return packed


class OrderWork(Choice):
    """The pile that has to be planned by hand."""

    title = "pile"
    parameter_name = "pile"

    def lookups(self, request, model_admin):
        return [(UNPLANNED, "Approved, and in no package")]

    def kept(self, request, queryset):
        return dwell.unplanned(queryset)


class Noted(Choice):
    """Orders of which something was not taken to the letter."""

    title = "notes"
    parameter_name = "notes"

    def lookups(self, request, model_admin):
        return [("yes", "Taken with notes")]

    def kept(self, request, queryset):
        return queryset.filter(Exists(IntakeNote.objects.filter(order=OuterRef("pk"))))


class OfChannel(Choice):
    title = "channel"
    parameter_name = "channel"

    def lookups(self, request, model_admin):
        visible = Channel.objects.visible_to(scope_of(request)).order_by("name")
        return [(str(pk), name) for pk, name in visible.values_list("pk", "name")]


class OfLocation(Choice):
    title = "store"
    parameter_name = "stock_location"

    def lookups(self, request, model_admin):
        visible = StockLocation.objects.visible_to(scope_of(request)).order_by("name")
        return [(str(pk), name) for pk, name in visible.values_list("pk", "name")]


class OrdersOfLocation(OfLocation):
    parameter_name = "store"

    def kept(self, request, queryset):
        here = Package.objects.filter(order=OuterRef("pk"), stock_location=self.value())
        return queryset.filter(Exists(here))


class OfCarrier(Choice):
    title = "carrier"
    parameter_name = "carrier"

    def lookups(self, request, model_admin):
        carriers = CargoCompany.objects.order_by("name").values_list("pk", "name")
        return [(str(pk), name) for pk, name in carriers]


class Days(RangeDateFilter):
    """From the first to the last day, both included, as days go in the reader's zone."""

    def queryset(self, request, queryset):
        first, last = (self._day(end) for end in ("from", "to"))
        if first:
            queryset = queryset.filter(**{f"{self.field_path}__gte": _midnight(first)})
        if last:
            end = _midnight(last + timedelta(days=1))
            queryset = queryset.filter(**{f"{self.field_path}__lt": end})
        return queryset

    def _day(self, end):
        try:
            day = parse_date(self.used_parameters.get(f"{self.field_path}_{end}") or "")
        except ValueError:  # the thirtieth of February
            return None
        return day if day and 1970 <= day.year < 9999 else None


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
