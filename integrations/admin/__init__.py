"""The back office of the outside: channels, pulls, quarantine, partners and their tokens."""

from integrations.admin import channel, partners, pulling, quarantine, reconciling, tokens

__all__ = ["channel", "partners", "pulling", "quarantine", "reconciling", "tokens"]
