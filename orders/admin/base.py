"""What every screen of the back office keeps to: own rows only, no edit, no table scan."""

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

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


class OfferedOnly(ChangeList):
    """Understands the exact parameters of its filters, and sorts by its sortable columns."""

    def get_filters(self, request):
        """Refuse what no filter took: any other name would ask a question about foreign rows."""
        found = super().get_filters(request)
        if left := found[2]:
            names = ", ".join(sorted(left))[:200]
            messages.warning(request, f"This list has no filter {names}. Nothing is filtered.")
            raise IncorrectLookupParameters(names)
        return found

    def get_ordering_field(self, field_name):
        """Sort by nothing that the head of the list does not offer."""
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None


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

    def get_changelist(self, request, **kwargs):
        return OfferedOnly

    def lookup_allowed(self, lookup, value, request=None):
        """Leave it to `OfferedOnly`, which knows what each filter takes."""
        return True

    def to_field_allowed(self, request, to_field):
        """Name a row by its key alone: to find it by another column is to ask for its value."""
        return to_field in {"pk", self.opts.pk.name}

    def get_field_queryset(self, db, db_field, request):
        """Offer in a form only what the person may see."""
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        if hasattr(queryset, "visible_to"):
            return queryset.visible_to(scope_of(request))
        return queryset


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
