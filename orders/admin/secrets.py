"""Secrets go into a form and never come out of it."""

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget


class WriteOnlyForm(forms.ModelForm):
    """A form whose `secrets` show only whether they are set; an empty input keeps the old one."""

    secrets: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.secrets:
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
        return cleaned
