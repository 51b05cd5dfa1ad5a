"""How the staff sign in: how often one may fail, and a line in the log for each try."""

import logging
import unicodedata

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from oms import throttling
from oms.login_failures import Failures, Limit, digest

logger = logging.getLogger(__name__)

QUARTER, HOUR = 15 * 60, 60 * 60  # seconds
FROM_ADDRESS_BY_NAME = 5
BY_NAME = 20
FROM_ADDRESS = 50  # a shop shares one


class SignInForm(AuthenticationForm):
    """Refuses who failed too often, whatever the password; how a name is written gives no try."""

    def clean(self):
        name = self.cleaned_data.get("username")
        if not (name and self.cleaned_data.get("password")):
            return super().clean()
        failures = _failures(name, throttling.address_of(self.request))
        if wait := failures.wait():
            raise self._locked(name, wait)
        try:
            cleaned = super().clean()
        except ValidationError:
            self._log(logging.WARNING, "A sign-in failed", _user_id(name))
            if wait := failures.count():
                raise self._locked(name, wait) from None
            raise
        if wait := failures.wait():  # others were judged meanwhile, and failed
            raise self._locked(name, wait)
        failures.forget()
        self._log(logging.INFO, "Somebody signed in", self.get_user().pk)
        return cleaned

    def _locked(self, name, wait):
        self._log(logging.WARNING, "A sign-in was refused: too many failed", _user_id(name))
        minutes = -(-wait // 60)
        text = f"Too many wrong passwords. Try again in {minutes} minutes, also with the right one."
        return ValidationError(text, code="locked")

    def _log(self, level, message, user_id):
        address = throttling.address_of(self.request)
        logger.log(level, message, extra={"user_id": user_id, "address": address})


def _failures(name, address):
    named = digest(unicodedata.normalize("NFKC", name).casefold())
    here = digest(address)
    return Failures((
        Limit(f"sign-in:pair:{here}:{named}", FROM_ADDRESS_BY_NAME, QUARTER),
        Limit(f"sign-in:name:{named}", BY_NAME, HOUR),
        Limit(f"sign-in:address:{here}", FROM_ADDRESS, QUARTER),
    ))  # fmt: skip


def _user_id(name):
    # Not the name itself: people type their password into the wrong field.
    return get_user_model().objects.filter(username=name).values_list("pk", flat=True).first()
