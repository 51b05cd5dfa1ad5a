"""Every code that an error of this dialect may have, and when; those up to 4999 are Parse's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    status: int
    code: int
    symbol: str
    when: str


ALL = (
    Row(400, 107, "INVALID_JSON", "The body is not JSON, or larger than 1 MiB."),
    Row(400, 9010, "MISSING_PARAMETER", "A field or header is missing, or the content type."),
    Row(401, 9001, "AUTH_REQUIRED", "Neither a token nor a key was sent."),
    Row(401, 9002, "INVALID_API_KEY", "The partner key is not good, or is another partner's."),
    Row(401, 9003, "INVALID_APP_KEYS", "The X-Parse headers do not name your application."),
    Row(401, 9004, "BAD_CREDENTIALS", "The login is wrong."),
    Row(401, 209, "INVALID_TOKEN", "The token is unknown, revoked or expired."),
    Row(404, 101, "NOT_FOUND", "There is no such path, or nothing of yours by this name."),
    Row(404, 9032, "INVOICE_NOT_AVAILABLE", "The order has not been invoiced yet."),
    Row(405, 9012, "METHOD_NOT_ALLOWED", "The path does not take this method; see Allow."),
    Row(405, 9013, "ROUTE_NOT_ENABLED", "The route is not open to you."),
    Row(422, 9011, "VALIDATION_FAILED", "A value is not acceptable; details says which."),
    Row(422, 9020, "PINCODE_NOT_SERVICEABLE", "Nobody delivers there in this way."),
    Row(422, 9021, "INSUFFICIENT_STOCK", "details lists every line that is short."),
    Row(422, 9022, "UNKNOWN_SKU", "details lists the lines."),
    Row(422, 9023, "BLOCK_EXPIRED", "The block's time is over."),
    Row(422, 9024, "BLOCK_ALREADY_USED", "An order was placed with the block."),
    Row(422, 9025, "BLOCK_MISMATCH", "The order is not what was blocked."),
    Row(422, 9026, "IDEMPOTENCY_KEY_REUSED", "The key was used for another request."),
    Row(422, 9027, "BLOCK_LIMIT", "You have too many open blocks."),
    Row(422, 9028, "AMOUNT_MISMATCH", "The sums differ, to the paisa."),
    Row(422, 9029, "GSTIN_INVALID", "The buyer's GSTIN is none."),
    Row(422, 9030, "PARTNER_ORDER_ID_REUSED", "Another order has this partnerOrderId."),
    Row(422, 9031, "BLOCK_NOT_FOUND", "You have no such block."),
    Row(422, 9033, "INVOICE_AMBIGUOUS", "The order has several invoices: name one."),
    Row(422, 9034, "NOT_CANCELLABLE", "It has gone too far; details has its status."),
    Row(422, 9035, "QUANTITY_EXCEEDS_OPEN", "Fewer units are open."),
    Row(422, 9036, "REFERENCE_REUSED", "The referenceId has a block with other content."),
    Row(422, 9040, "CAMPAIGN_NOT_FOUND", "There is no such campaign."),
    Row(422, 9041, "CAMPAIGN_CLOSED", "The campaign takes nobody now."),
    Row(429, 155, "RATE_LIMITED", "Too many requests or failures; Retry-After says how long."),
    Row(500, 1, "INTERNAL", "A fault of ours."),
    Row(503, 9090, "UNAVAILABLE", "We are back within five minutes: Retry-After: 300."),
    Row(503, 9091, "TOO_SLOW", "A query was cut off: ask for less, or again after Retry-After."),
)


def table() -> str:
    """Return the codes as Markdown."""
    rows = [f"| {row.status} | {row.code} | `{row.symbol}` | {row.when} |" for row in ALL]
    head = ["| HTTP | code | errorCode | when |", "| --- | --- | --- | --- |"]
    return "\n".join(["## Errors", "", "`error` is always a sentence.", "", *head, *rows])
