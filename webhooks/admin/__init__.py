"""The back office of the outbound engine: who is told, and what was told to whom."""

from webhooks.admin import message, replay, webhook

__all__ = ["message", "replay", "webhook"]
