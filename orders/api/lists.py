"""What every native view does first: it starts at what the token may see."""

from rest_framework import generics

from orders.api.parameters import Strict


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


class Single(Scoped, generics.RetrieveAPIView):
    """One row, by our key."""

    def get_queryset(self):
        """Return the rows that exist for this token, loaded."""
        return self.load(super().get_queryset())
