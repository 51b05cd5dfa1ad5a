"""One attempt at a message at once, while somebody waits for what comes of it."""

from datetime import datetime

from webhooks import delivery
from webhooks.models import WebhookEvent

STILL_RETRYING = 11  # attempts, before which nobody but who insists may push

State = WebhookEvent.State


class NotRetried(Exception):
    """The message is not delivered now; `code` says which kind of reason, the text which one."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


def retry(pk: int, *, force: bool, by: str, at: datetime) -> WebhookEvent:
    """Make one attempt outside any transaction, and return the message when it was taken."""
    message = WebhookEvent.objects.get(pk=pk)
    if message.state == State.DELIVERED:
        raise NotRetried("event_100_3", "The message has been delivered.")
    if message.state == State.PENDING and message.attempts < STILL_RETRYING and not force:
        raise NotRetried("event_retrying", "The message is still being retried; or use force.")
    try:
        delivery.replay(pk, by=by, reason="retried over the API", at=at)
    except delivery.Undecidable as error:
        raise NotRetried("not_acceptable_now", str(error)) from error
    verdict = delivery.deliver(pk, now=at)
    message.refresh_from_db()
    if message.state == State.DELIVERED:
        return message
    if verdict is None:
        raise NotRetried("event_waiting", "It waits for its turn, and is sent as soon as it may.")
    answer = message.last_error or f"HTTP {message.response_http_status}"
    raise NotRetried("event_retry_failed", f"The retry failed: {answer}.")
