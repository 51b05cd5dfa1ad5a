"""The dialects that partners speak: what each gives a partner to prove itself with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from integrations.models import AccessToken, Credential, Partner

USERNAME, COMPANY_CODE, IDENTIFIER = "username", "company_code", "identifier"
SECRET, KEY, APPLICATION = Credential.Kind.values


@dataclass(frozen=True)
class Dialect:
    """
    What a dialect asks of its partners.

    `told` names, in the dialect's own words, each thing that a partner is told at the beginning;
    `rights` are those of its tokens, `routes` those that can be switched off for a partner.
    """

    rights: tuple[str, ...]
    told: Mapping[str, str] = field(default_factory=dict)
    needs_channel: bool = False
    routes: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of credential that a partner has."""
        return [kind for kind in Credential.Kind.values if kind in self.told.values()]

    def name_of(self, what: str) -> str:
        """Return what the dialect calls a thing that it tells."""
        return next(name for name, known in self.told.items() if known == what)


AKINON = Dialect(rights=tuple(AccessToken.Right.values))  # its tokens are issued, not fetched


def named(name: str) -> Dialect:
    """Return the dialect of that name; KeyError when settings know none."""
    return import_string(settings.PARTNER_DIALECTS[name])


def of(partner: Partner) -> Dialect:
    """Return the partner's dialect; of one that settings do not know any more, nothing."""
    known = partner.dialect in settings.PARTNER_DIALECTS
    return named(partner.dialect) if known else Dialect(rights=())
