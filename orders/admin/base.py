"""What every screen of the back office keeps to: own rows only, no edit, no table scan."""

from django.contrib.admin import ShowFacets
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from orders import scope


def scope_of(request):
    """Return what the person may see, read once per request."""
    if not hasattr(request, "staff_scope"):
        request.staff_scope = scope.of(request.user)
    return request.staff_scope


class CappedPaginator(Paginator):
    """Counts up to `most` and no further: beyond it people filter, they do not turn pages."""

    most = 10_000

    @cached_property
    def count(self):
        return min(self.object_list.order_by()[: self.most + 1].count(), self.most)


class Screen(ModelAdmin):
    """A list that costs the same at any size of the table."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = True
    show_facets = ShowFacets.NEVER
    comes_from = ""  # what an empty list says of where its rows come from
    compressed_fields = True

    def lookup_allowed(self, lookup, value, request=None):
        """Let an address filter by what the list offers, and by nothing else."""
        offered = (_parameter(offer) for offer in self.get_list_filter(request))
        return any(lookup == name or lookup.startswith(f"{name}_") for name in offered)

    def get_field_queryset(self, db, db_field, request):
        """Offer in a form only what the person may see."""
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        if hasattr(queryset, "visible_to"):
            return queryset.visible_to(scope_of(request))
        return queryset


def _parameter(offer):
    if isinstance(offer, str):
        return offer
    return offer[0] if isinstance(offer, tuple) else offer.parameter_name


class Scoped:
    """Shows a person only the rows of her channels and locations."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(scope_of(request))


class ReadOnly:
    """Nothing here is made, edited or deleted by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NeverDeleted:
    """Rows that orders point to: they are switched off, not deleted."""

    def has_delete_permission(self, request, obj=None):
        return False
