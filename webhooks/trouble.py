"""What went wrong with an attempt, as somebody reads it who can do something about it."""

from oms import http
from webhooks import targets

SENTENCES = {
    "gaierror": "The host name leads nowhere.",
    "ConnectionRefusedError": "Nobody listens there.",
    "ConnectionResetError": "The connection was cut.",
    "RemoteDisconnected": "The connection was closed without an answer.",
    "IncompleteRead": "The answer broke off.",
    "TimeoutError": "No answer within the time limit.",
    "SSLCertVerificationError": "Its certificate is not good.",
}


def in_words(error: http.RemoteError) -> str:
    """Say it in a sentence; what we have none for keeps the name that a programmer knows."""
    said = str(error)
    if isinstance(error, targets.Needless):
        return said
    if said == str(error.status):
        return f"HTTP {error.status}"
    return f"{type(error).__name__}: {SENTENCES.get(said, said)}"
