"""Partners, what they prove themselves with, and the tokens that they hold."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from orders.scope import Scope


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Keep the partners that see nothing which the scope does not see."""
        if frozenset() in (scope.channels, scope.locations):
            return self.none()
        # They are few, and SQLite has no operator for "is contained in".
        rows = self.values_list("pk", "channels", "locations")
        return self.filter(
            pk__in=[
                pk
                for pk, channels, locations in rows
                if _within(channels, scope.channels) and _within(locations, scope.locations)
            ]
        )


class OfPartners(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Keep what belongs to a visible partner."""
        return self.filter(partner__in=Partner.objects.visible_to(scope).values("pk"))


class Partner(models.Model):
    """
    An outside party that speaks one dialect; `user` owns its webhooks.

    `channels` and `locations` are lists of our ids, null is all of them: no token of the partner
    sees more. `username` and `company_code` are the names that it logs in with; `routes_off` are
    the routes that its dialect refuses it; `requests_per_minute` is its own limit.
    """

    name = models.CharField(max_length=128, unique=True)
    dialect = models.CharField(max_length=32)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="partner")
    is_active = models.BooleanField(default=True)
    channels = models.JSONField(null=True, blank=True)
    locations = models.JSONField(null=True, blank=True)
    username = models.CharField(max_length=128, unique=True, null=True, blank=True)  # noqa: DJ001
    company_code = models.CharField(max_length=64, unique=True, null=True, blank=True)  # noqa: DJ001
    routes_off = models.JSONField(default=list, blank=True)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    configuration = models.JSONField(default=dict, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    created_date = models.DateTimeField(auto_now_add=True)
    modified_date = models.DateTimeField(auto_now=True)

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords()

    def __str__(self):
        return self.name

    @property
    def scope(self) -> Scope:
        return Scope(_keys(self.channels), _keys(self.locations))


class Credential(models.Model):
    """
    Something that a partner proves itself with; only its SHA-256 digest is kept.

    A `secret` belongs to the partner's username, a `key` is enough by itself, an `application` is
    known by `identifier`. During a rotation two of a kind are good at once.
    """

    class Kind(models.TextChoices):
        SECRET = "secret"
        KEY = "key"
        APPLICATION = "application"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=16, choices=Kind)
    identifier = models.CharField(max_length=64, blank=True)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    created_date = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = OfPartners.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="credential_once_per_kind"),
        ]

    def __str__(self):
        return f"{self.partner} {self.kind} {self.prefix}…"


class RefreshToken(models.Model):
    """
    What a partner renews its access with, until it expires; kept as a digest only.

    It is good no longer than the `credential` that it was given for.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="refresh_tokens")
    credential = models.ForeignKey(
        Credential, models.PROTECT, null=True, blank=True, related_name="refresh_tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_date = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OfPartners.as_manager()

    def __str__(self):
        return f"{self.partner} until {self.expires_at:%Y-%m-%d}"


class AccessToken(models.Model):
    """
    A partner's key to the API; only its SHA-256 digest is kept, the token is shown once.

    `channels` and `locations` are lists of our ids; null is all that its partner sees.
    """

    class Right(models.TextChoices):
        READ = "read"
        COMMAND = "command"
        PULL = "pull"
        HOOKS = "hooks"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tokens")
    prefix = models.CharField(max_length=8, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    rights = models.JSONField(default=list)
    refresh = models.ForeignKey(
        RefreshToken, models.CASCADE, null=True, blank=True, related_name="access"
    )
    channels = models.JSONField(null=True, blank=True)
    locations = models.JSONField(null=True, blank=True)
    created_date = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = OfPartners.as_manager()

    def __str__(self):
        return f"{self.partner} {self.prefix}…"

    @property
    def scope(self) -> Scope:
        """What the token sees: never more than its partner, also when that changes later."""
        return self.partner.scope & Scope(_keys(self.channels), _keys(self.locations))


def _keys(listed):
    return None if listed is None else frozenset(listed)


def _within(listed, whole):
    return whole is None or (listed is not None and whole.issuperset(listed))
