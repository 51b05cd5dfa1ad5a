"""What partners prove themselves with: given once, kept as digests, rotated with an overlap."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from integrations.auth import digest, enabled, fresh, hold, revoke_all, touch
from integrations.models import Credential, Partner, RefreshToken

OVERLAP = timedelta(days=1)
REFRESHABLE = timedelta(days=30)

Kind = Credential.Kind


def give(
    partner: Partner,
    kind: str,
    *,
    at: datetime,
    identifier: str = "",
    expires_at: datetime | None = None,
) -> tuple[Credential, str]:
    """Make a credential and return its text, which is shown once and kept nowhere."""
    text = fresh()
    credential = Credential.objects.create(
        partner=partner,
        kind=kind,
        identifier=identifier,
        prefix=text[:8],
        digest=digest(text),
        created_date=at,
        expires_at=expires_at,
    )
    return credential, text


@transaction.atomic
def rotate(
    old: Credential, *, at: datetime, overlap: timedelta = OVERLAP
) -> tuple[Credential, str]:
    """
    Give a successor; the old one, and any of its kind, stays good for the overlap at most.

    The successor lives for as long as the old one was given for.
    """
    hold(old.partner)
    end = at + overlap
    life = old.expires_at - old.created_date if old.expires_at else None
    until = at + life if life is not None else None
    sooner = Q(expires_at__isnull=True) | Q(expires_at__gt=end)
    same = Credential.objects.filter(partner=old.partner_id, kind=old.kind)
    same.filter(sooner, revoked_at__isnull=True).update(expires_at=end)
    return give(old.partner, old.kind, identifier=old.identifier, at=at, expires_at=until)


@transaction.atomic
def renew(partner: Partner, kind: str, *, at: datetime) -> tuple[Credential, str]:
    """Rotate what the partner has of a kind; where it has none yet, give it the first."""
    hold(partner)
    last = partner.credentials.filter(kind=kind).order_by("-pk").first()
    return rotate(last, at=at) if last else give(partner, kind, at=at)


@transaction.atomic
def revoke(credential: Credential, *, at: datetime) -> None:
    """End a credential at once, and every token of its partner: who has them may have had it."""
    hold(credential.partner)
    Credential.objects.filter(pk=credential.pk, revoked_at__isnull=True).update(revoked_at=at)
    revoke_all(credential.partner, at=at)


@transaction.atomic
def revoke_everything(partner: Partner, *, at: datetime) -> None:
    """End all credentials and tokens of a partner at once."""
    hold(partner)
    partner.credentials.filter(revoked_at__isnull=True).update(revoked_at=at)
    revoke_all(partner, at=at)


def find_secret(username: str, secret: str, *, dialect: str, at: datetime) -> Credential | None:
    """Return the secret of this login, with its partner, if that is of the dialect."""
    found = _good(Kind.SECRET, secret, at)
    return found if found and found.partner.username == username and _may(found, dialect) else None


def by_key(key: str, *, dialect: str, at: datetime) -> Partner | None:
    """Return the partner of that dialect whose key this is."""
    return _partner(_good(Kind.KEY, key, at), dialect, at)


def by_application(identifier: str, key: str, *, dialect: str, at: datetime) -> Partner | None:
    """Return the partner of that dialect whose application has this identifier and key."""
    found = _good(Kind.APPLICATION, key, at)
    return _partner(found if found and found.identifier == identifier else None, dialect, at)


def refreshable(
    partner: Partner, *, at: datetime, credential: Credential | None = None
) -> tuple[RefreshToken, str]:
    """
    Make what a partner renews its access with; the text is a UUID and is shown once.

    It ends with the credential that it was given for.
    """
    text = str(uuid4())
    token = RefreshToken.objects.create(
        partner=partner,
        credential=credential,
        digest=digest(text),
        created_date=at,
        expires_at=at + REFRESHABLE,
    )
    return token, text


def find_refresh(text: str, *, dialect: str, at: datetime) -> RefreshToken | None:
    """Return the refresh token that may still be used, with its partner."""
    tokens = RefreshToken.objects.select_related("partner__user", "credential")
    token = tokens.filter(digest=digest(text)).first()  # unique
    if token is None or token.revoked_at or token.expires_at <= at:
        return None
    if token.credential and is_over(token.credential, at=at):
        return None
    return token if _may(token, dialect) else None


def is_over(credential: Credential, *, at: datetime) -> bool:
    """Tell whether a credential was revoked, or has expired."""
    return bool(credential.revoked_at or (credential.expires_at and credential.expires_at <= at))


def _good(kind: str, text: str, at: datetime) -> Credential | None:
    # The digest is looked up, never compared: what a clock could tell of it helps nobody.
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    credentials = Credential.objects.select_related("partner__user")
    return credentials.filter(alive, kind=kind, digest=digest(text), revoked_at=None).first()


def _may(row: Credential | RefreshToken, dialect):
    return row.partner.dialect == dialect and enabled(row.partner)


def _partner(credential, dialect, at):
    if credential is None or not _may(credential, dialect):
        return None
    touch(credential, at)
    return credential.partner
