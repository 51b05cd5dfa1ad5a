"""An input for each unit of a package whose serial number or IMEI is read when it is packed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from orders.commands.serials import LENGTHS
from orders.facts import serial
from orders.models import PackageItem

TITLES = {"serial": _("Serial number"), "imei": _("IMEI"), "seal": _("Seal, if any")}


class SerialsField(forms.MultiValueField):
    """Asks for number and seal of each unit; what is typed comes out as `pack` takes it."""

    def __init__(self, units, **basics):
        self.asked = [(unit, name) for unit in units for name in (unit.product.serial_kind, "seal")]
        fields = [
            forms.CharField(max_length=LENGTHS[name], required=False) for _unit, name in self.asked
        ]
        widget = SerialsWidget([_input(*asked) for asked in self.asked], self.asked)
        super().__init__(fields, require_all_fields=False, widget=widget, **basics)

    def compress(self, data_list):
        """Return the pieces that were named; whether one is missing is for the command to say."""
        found = {}
        for (unit, name), typed in zip(self.asked, data_list, strict=False):
            if typed:
                found.setdefault(unit.pk, {"item": unit.pk})[name] = typed
        return list(found.values())


class SerialsWidget(forms.MultiWidget):
    """Shows what the partner ordered as the number to begin with."""

    def __init__(self, inputs, asked):
        super().__init__(inputs)
        self.asked = asked

    def decompress(self, value):
        """Return what each input shows at first."""
        return ["" if name == "seal" else serial.either(unit) for unit, name in self.asked]


def field(parameter, target, scope):
    """Return the inputs of a package, or None where no unit in it needs one."""
    inside = PackageItem.objects.filter(package=target, live=True).exclude(
        order_item__product__serial_kind=""
    )
    contents = inside.select_related("order_item__product").order_by("order_item__line", "pk")
    units = [content.order_item for content in contents]
    return SerialsField(units, label=parameter.title, required=False) if units else None


def _input(unit, name):
    label = f"{unit.product.sku} ({unit.pk}): {TITLES[name]}"
    return widgets.UnfoldAdminTextInputWidget(
        attrs={"placeholder": label, "aria-label": label, "autocomplete": "off"}
    )
