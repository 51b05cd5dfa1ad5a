"""Keeping what was not taken to the letter, on the order and on the row that it belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from orders.drafts import NoteDraft
from orders.models import Channel, IntakeNote

LONGEST_FIELD, LONGEST_TEXT = 255, 512
Notes = Iterable[NoteDraft]


def keep_for_orders(
    channel: Channel, notes: Mapping[int, Notes], *, known: Iterable[int], at: datetime
) -> None:
    """Write the notes of orders, by our key; of those that were `known` the old ones go."""
    if known := list(known):
        IntakeNote.objects.filter(order__in=known).delete()
    IntakeNote.objects.bulk_create(
        IntakeNote(channel=channel, order_id=key, **columns, created_date=at)
        for key, mine in notes.items()
        for columns in _columns(mine).values()
    )


def keep_for_rows(
    model: Any,
    keys: Mapping[int, int],
    notes: Notes,
    *,
    heard: Sequence[int],
    at: datetime,
    channel: Channel | None = None,
) -> None:
    """
    Bring the notes on rows of one kind in step: `keys` are ours by the hub's.

    `heard` are the hub's keys of the rows that were told in full, so that what they no longer
    deserve is forgotten.
    """
    content_type = ContentType.objects.get_for_model(model)
    told = [keys[key] for key in heard if key in keys]
    held = IntakeNote.objects.filter(content_type=content_type, object_id__in=told, order=None)
    wanted = _by_row(keys, notes)
    there = {(row.object_id, row.field): row.pk for row in held}
    if gone := [pk for name, pk in there.items() if name not in wanted]:
        IntakeNote.objects.filter(pk__in=gone).delete()
    about = {"channel": channel, "content_type": content_type, "created_date": at}
    fresh = (
        IntakeNote(object_id=key, **about, **columns)
        for (key, field), columns in sorted(wanted.items())
        if (key, field) not in there
    )
    IntakeNote.objects.bulk_create(fresh, ignore_conflicts=True)


def _by_row(keys: Mapping[int, int], notes: Notes) -> dict[tuple[int, str], dict]:
    """Return the columns of each note by our key of its row and by its field."""
    by_row: dict[int, list[NoteDraft]] = {}
    for note in dict.fromkeys(notes):
        if note.about and note.about[1] in keys:
            by_row.setdefault(keys[note.about[1]], []).append(note)
    return {
        (key, field): columns
        for key, mine in by_row.items()
        for field, columns in _columns(mine).items()
    }


def _columns(notes: Notes) -> dict[str, dict]:
    """Return the columns by field; what is said of one field stands in one note."""
    texts: dict[str, list[str]] = {}
    for note in notes:
        texts.setdefault(note.field[:LONGEST_FIELD], []).append(note.text)
    return {
        field: {"field": field, "text": " ".join(said)[:LONGEST_TEXT]}
        for field, said in texts.items()
    }
