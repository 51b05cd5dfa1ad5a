"""The workflow's commands as buttons and forms: what may be asked now, and asking it."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from unfold import widgets

from orders import commands, gst, workflow
from orders.admin import serial_inputs
from orders.admin.words import title
from orders.commands.reach import units_within_reach, within_reach
from orders.models import CargoCompany, Order, OrderItem, StockLocation
from orders.scope import Scope

# Never the button that a hand falls on.
ASIDE = {
    "cancel",
    "unpack-and-cancel",
    "ship-anyway",
    "take-back",
    "correct-tracking",
    "reopen",
    "ship-as-packed",
    "set-tax-rate",
    "set-place-of-supply",
}


class Stale(Exception):
    """Somebody else has moved the object since the page was made."""


class CommandForm(forms.Form):
    """Asks for what one command needs, and remembers which version of the object was seen."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, command, target, scope, data=None):
        super().__init__(
            data,
            initial={"version": version(target)},
            auto_id=f"{command.object}-{target.pk}-{command.slug}-%s",
            label_suffix="",
        )
        self.command, self.target, self.scope = command, target, scope
        for parameter in command.parameters:
            if field := FIELDS[parameter.type](parameter, target, scope):
                self.fields[parameter.name] = field

    def parameters(self):
        """Return the command's parameters as they were typed."""
        asked = [p.name for p in self.command.parameters if p.name in self.fields]
        return {name: self.cleaned_data[name] for name in asked}

    def within_reach(self):
        """Lock the order for this command, or refuse what lies beyond the person's locations."""
        units = self.cleaned_data.get("items")
        return within_reach(self.command, self.target.pk, self.scope, units=units)

    def blame(self, error):
        """Show the sentences of an Invalid beside the fields that they are about."""
        for name, sentence in error.errors.items():
            self.add_error(name if name in self.fields else None, sentence)


@dataclass(frozen=True)
class Button:
    """One command as the page shows it: plain, or as a form that unfolds."""

    command: workflow.Command
    form: CommandForm

    @property
    def title(self) -> str:
        return title(self.command)

    @property
    def opens(self) -> bool:
        return bool(self.command.parameters)

    @property
    def aside(self) -> bool:
        return self.command.slug in ASIDE

    @property
    def where(self) -> str:
        """The tail of the address that this button posts to, on the page that shows it."""
        return f"{self.command.object}/{self.form.target.pk}/{self.command.slug}/"


def buttons(user, target, scope: Scope, pressed: CommandForm | None = None) -> list[Button]:
    """Return a button for each command that the object accepts now and the person may give."""
    return [
        Button(command, _form(command, target, scope, pressed))
        for command in _reached(target, scope)
        if user.has_perm(f"orders.{command.permission}")
    ]


def version(target) -> str:
    return target.modified_date.isoformat()


def press(form: CommandForm, *, by: str, at: datetime) -> None:
    """Give the command if the object still is as the person saw it; raise Stale otherwise."""
    target = form.target
    with form.within_reach():
        if version(type(target).objects.get(pk=target.pk)) != form.cleaned_data["version"]:
            raise Stale
        commands.run(form.command, target.pk, form.parameters(), by=by, at=at)


def _reached(target, scope):
    """Return the commands that the object accepts now from who commands these locations."""
    kind = target._meta.model_name
    legal = workflow.legal(kind, target.state, target.facts())
    if kind != "order" or scope.locations is None:
        return legal
    if Order.objects.filter(pk=target.pk).reached_by(scope).exists():
        return legal
    some = units_within_reach(target.pk, scope).exists()
    return [command for command in legal if some and command.slug == "cancel"]


def _form(command, target, scope, pressed):
    if pressed and pressed.command == command and pressed.target == target:
        return pressed
    return CommandForm(command, target, scope)


def _line(parameter, target, scope):
    return forms.CharField(**_basics(parameter), widget=widgets.UnfoldAdminTextInputWidget)


def _text(parameter, target, scope):
    widget = widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(**_basics(parameter), widget=widget)


def _moment(parameter, target, scope):
    widget = widgets.UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
    return forms.DateTimeField(**_basics(parameter), widget=widget)


def _carrier(parameter, target, scope):
    known = [(c.wire_pk, c.name) for c in _carriers()]
    ordered = getattr(target, "carrier", None) or getattr(target, "order", target).cargo_company
    return forms.TypedChoiceField(
        **_basics(parameter),
        coerce=int,
        choices=[("", "Choose a carrier"), *known],
        initial=ordered.wire_pk if ordered else None,
        widget=widgets.UnfoldAdminSelectWidget,
    )


def _carriers():
    return CargoCompany.objects.filter(is_active=True).order_by("name")


def _location(parameter, target, scope):
    visible = StockLocation.objects.visible_to(scope).filter(is_active=True).order_by("name")
    return forms.TypedChoiceField(
        **_basics(parameter),
        coerce=int,
        empty_value=None,
        choices=[("", "By the rules"), *((place.pk, str(place)) for place in visible)],
        widget=widgets.UnfoldAdminSelectWidget,
    )


def _whole(parameter, target, scope):
    return forms.IntegerField(
        **_basics(parameter),
        initial=getattr(target, parameter.name, None),
        widget=widgets.UnfoldAdminIntegerFieldWidget,
    )


def _percentage(parameter, target, scope):
    return forms.DecimalField(
        **_basics(parameter),
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=widgets.UnfoldAdminDecimalFieldWidget,
    )


def _state(parameter, target, scope):
    states = sorted(gst.STATES, key=lambda state: state.name)
    return forms.ChoiceField(
        **_basics(parameter),
        choices=[("", "Choose a state"), *((state.letters, state.name) for state in states)],
        widget=widgets.UnfoldAdminSelectWidget,
    )


def _flag(parameter, target, scope):
    return forms.BooleanField(
        label=title(parameter), required=False, widget=widgets.UnfoldBooleanWidget
    )


def _units(parameter, target, scope):
    """Offer the units within the person's reach; for whom these are not all must choose."""
    left = OrderItem.objects.filter(order=target, cancelled_at=None, is_parent=False)
    reached = units_within_reach(target.pk, scope).select_related("product")
    mine = list(reached.order_by("line", "pk"))
    basics = _basics(parameter) | {"required": len(mine) < left.count()}
    return forms.TypedMultipleChoiceField(
        **basics,
        coerce=int,
        empty_value=None,
        choices=[(item.pk, f"{item.product.sku} ({item.pk})") for item in mine],
        widget=forms.CheckboxSelectMultiple,
    )


def _basics(parameter):
    optional = "" if parameter.required or "(" in parameter.title else " (may be empty)"
    return {"label": title(parameter) + optional, "required": parameter.required}


# How each type of parameter in the table of commands is asked for.
FIELDS = {
    "string": _line,
    "text": _text,
    "datetime": _moment,
    "cargo_company": _carrier,
    "location": _location,
    "integer": _whole,
    "items": _units,
    "percentage": _percentage,
    "state": _state,
    "boolean": _flag,
    "serials": serial_inputs.field,
}
