"""Every move of an order, a unit or a package from state to state, as Akinon logs them."""

from django.contrib.contenttypes.models import ContentType
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from oms.pagination import ShortPageLimit
from orders.api.examples import example
from orders.api.filters import TransitionFilter
from orders.api.lists import Listing, Scoped, Single
from orders.api.wire import Native, StateSerializer, state
from orders.models import StateTransitionLog


@extend_schema_field(StateSerializer)
class MovedStateField(serializers.Field):
    """The State row of the code in a column of the log; null where the object began."""

    def __init__(self, column, **options):
        self.column = column
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, move):
        """Return the row of the code for the kind of object that moved."""
        code = getattr(move, self.column)
        kind = ContentType.objects.get_for_id(move.content_type_id).model
        return None if code is None else state(kind, code, self.context)


class TransitionSerializer(Native):
    old_state = MovedStateField("old_state", allow_null=True)
    new_state = MovedStateField("new_state")
    user = serializers.SerializerMethodField()

    class Meta:
        model = StateTransitionLog
        fields = [
            "id",
            "old_state",
            "new_state",
            "user",
            "attributes",
            "created_date",
            "object_id",
            "content_type",
        ]

    @extend_schema_field({"type": "object", "nullable": True})
    def get_user(self, move):
        """Return null: no user of Omnitron moves anything here; `attributes.by` says who did."""
        return


class OfTransitions(Scoped):
    queryset = StateTransitionLog.objects.all()
    serializer_class = TransitionSerializer


@extend_schema_view(
    get=extend_schema(
        tags=["states"],
        summary="Every move from one state to another",
        description=(
            "Nothing of the log is ever changed, so `modified_date` is `created_date`: in the"
            " filters and in `sort` both are understood. Who follows orders reads"
            " `orders/changes/`, which misses nothing."
        ),
        examples=[example("state_transition_log", "A move")],
    )
)
class Transitions(OfTransitions, Listing):
    filterset_class = TransitionFilter
    pagination_class = ShortPageLimit


@extend_schema_view(
    get=extend_schema(
        tags=["states"],
        summary="A move from one state to another",
        examples=[example("state_transition_log", "A move")],
    )
)
class SingleTransition(OfTransitions, Single):
    pass
