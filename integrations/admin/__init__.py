"""The back office of the outside: channels, pulls, quarantine, partners and their tokens."""

from integrations.admin import channel, jobs, partners, pulling, quarantine, reconciling, tokens

__all__ = ["channel", "jobs", "partners", "pulling", "quarantine", "reconciling", "tokens"]
