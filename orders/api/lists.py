"""What every native view does first: it starts at what the token may see."""

from datetime import datetime

from django.db.models import Q
from rest_framework import generics

from orders.api.parameters import Strict
from orders.api.wire import Moment
from orders.feed import horizon

FOLLOWING = {"modified_date__gt", "modified_date__gte"}


class Scoped(generics.GenericAPIView):
    """A view of rows of which a token may see only some."""

    filter_backends = []

    def get_queryset(self):
        """Return the rows that exist for this token."""
        return self.queryset.all().visible_to(self.request.scope)

    def load(self, rows):
        """Fetch all that the serializer touches besides the row itself."""
        load = getattr(self.serializer_class, "load", None)
        return load(rows) if load else rows


class Listing(Scoped, generics.ListAPIView):
    """A list: filtered strictly, sorted, in pages; only the rows of the page are loaded."""

    filter_backends = [Strict]

    def paginate_queryset(self, queryset):
        """Return the rows of the page."""
        return super().paginate_queryset(self.load(queryset))


class Followed(Listing):
    """
    A list that others follow by `modified_date`: read so, it ends below what is being written.

    A change gets its stamp before it is committed. Whoever saw a later one first would never look
    back for it; so the page ends at the oldest change that may still come in.
    """

    within: Q | None = None
    complete_until: datetime | None = None

    def filter_queryset(self, queryset):
        """Return what the parameters leave; and read the line that the page must not cross."""
        found = super().filter_queryset(queryset)
        if self.request.GET.get("sort") == "modified_date" or FOLLOWING & self.request.GET.keys():
            self.complete_until = horizon.complete_until(found.db)
            self.within = Q(modified_date__lt=self.complete_until)
        return found

    def finalize_response(self, request, response, *args, **kwargs):
        """Tell in a header until when the answer is complete; the body is Akinon's."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.complete_until:
            answer["Complete-Until"] = Moment().to_representation(self.complete_until)
        return answer


class Single(Scoped, generics.RetrieveAPIView):
    """One row, by our key."""

    def get_queryset(self):
        """Return the rows that exist for this token, loaded."""
        return self.load(super().get_queryset())
