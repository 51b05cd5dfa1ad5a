"""Secrets go into a form and never come out of it."""

from urllib.parse import urlsplit

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget


class WriteOnlyForm(forms.ModelForm):
    """
    A form whose `secrets` show only whether they are set; an empty input keeps the old one.

    Those in `sent` are sent to the address in the field `sent_to`: when it leads to another host,
    they have to be typed again, so that nobody can have them sent to a host of his own.
    """

    secrets: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    sent_to = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in filter(self.fields.__contains__, self.secrets):
            stands = bool(getattr(self.instance, name))
            self.initial.pop(name, None)
            self.fields[name] = forms.CharField(
                label=self.fields[name].label,
                required=False,
                strip=False,
                widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
                help_text="Set. Leave this empty to keep it." if stands else "Not set.",
            )

    def clean(self):
        cleaned = super().clean()
        for name in self.secrets:
            if not cleaned.get(name):
                cleaned.pop(name, None)
        if self._leads_elsewhere(cleaned):
            for name in self.sent:
                if getattr(self.instance, name) and name not in cleaned:
                    self.add_error(name, "The address leads to another host: type this again.")
        return cleaned

    def _leads_elsewhere(self, cleaned):
        if not self.instance.pk or self.sent_to not in cleaned:
            return False
        before = type(self.instance)._default_manager.values_list(self.sent_to, flat=True)
        return _host(before.get(pk=self.instance.pk)) != _host(cleaned[self.sent_to])


class KeepsSecrets:
    """Leaves the form's secrets out of the page of who may only look at the row."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, options | {"fields": _without(options["fields"], self.form.secrets)})
            for name, options in fieldsets
        ]


def _host(address):
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _without(fields, secrets):
    lines = [[field] if isinstance(field, str) else list(field) for field in fields]
    kept = [[field for field in line if field not in secrets] for line in lines]
    return [tuple(line) for line in kept if line]
