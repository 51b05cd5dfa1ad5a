"""What was not taken to the letter, for the pages of orders, products and places."""

from django.contrib.contenttypes.models import ContentType

from orders.models import IntakeNote


def of_order(order) -> list[str]:
    """Return the notes on an order, as sentences."""
    return list(order.intake_notes.order_by("pk").values_list("text", flat=True))


def of_row(row) -> list[str]:
    """Return the notes on a product, a place or a store, as sentences."""
    kind = ContentType.objects.get_for_model(row)
    notes = IntakeNote.objects.filter(content_type=kind, object_id=row.pk, order=None)
    return list(notes.order_by("pk").values_list("text", flat=True))


class ShowsNotes:
    """A page with a form that shows above it what of its row was not taken to the letter."""

    change_form_before_template = "admin/intake_notes.html"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the form, with the notes."""
        row = self.get_object(request, object_id)
        notes = {"intake_notes": of_row(row) if row else []}
        return super().change_view(request, object_id, form_url, notes | (extra_context or {}))
