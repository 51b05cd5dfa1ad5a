"""Partners and their tokens, where each pull stands, what was not understood, and answers."""

from integrations.models.answers import IdempotencyRecord
from integrations.models.partners import AccessToken, Credential, Partner, RefreshToken
from integrations.models.pulling import (
    InboundEvent,
    PullCursor,
    Quarantined,
    ReconciledDay,
    Reconciliation,
)

__all__ = [
    "AccessToken",
    "Credential",
    "IdempotencyRecord",
    "InboundEvent",
    "Partner",
    "PullCursor",
    "Quarantined",
    "ReconciledDay",
    "Reconciliation",
    "RefreshToken",
]
