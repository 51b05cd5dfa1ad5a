"""How a credential or a token stands, and what was just made, shown this once."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from integrations.auth import enabled
from integrations.credentials import OVERLAP, is_over
from integrations.models import Credential
from orders.admin.words import badge

SHORT = 4  # a token is expiring in the last quarter of its life, or in its last day


def standing(row):
    """Return the badge of a credential or token, read with its partner and the partner's user."""
    now = timezone.now()
    # A token falls with what renews it, and that with the secret that it was given for.
    before = getattr(row, "refresh", None) or getattr(row, "credential", None)
    if row.revoked_at or (before and before.revoked_at):
        return badge("revoked", "quiet")
    if row.expires_at and row.expires_at <= now:
        return badge("expired", "quiet")
    if isinstance(before, Credential) and is_over(before, at=now):
        return badge("expired", "quiet")
    if not enabled(row.partner):
        return badge("partner is off", "quiet")
    if row.expires_at and row.expires_at - now <= _soon(row):
        return badge("expiring", "waiting")
    return badge("good", "good")


def shown_once(request, admin, partner, title, told, *, warning=""):
    """Show what a partner is told, name by name; no session, log or history ever holds it."""
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "original": partner,
        "title": title,
        "told": told,
        "warning": warning,
        "address": partner_page(partner),
    }
    return TemplateResponse(request, "admin/shown_once.html", context)


def partner_page(partner):
    """Return the address of a partner's page."""
    return reverse("admin:integrations_partner_change", args=[partner.pk])


def _soon(row):
    life = row.expires_at - row.created_date
    return OVERLAP if isinstance(row, Credential) else min(OVERLAP, life / SHORT)
