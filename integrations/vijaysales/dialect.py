"""What a partner of this dialect is given, and what its tokens may do."""

from integrations import dialects

DIALECT = dialects.Dialect(
    rights=("read", "command"),
    told={
        "username": dialects.USERNAME,
        "password": dialects.SECRET,
        "partnerKey": dialects.KEY,
        "applicationId": dialects.IDENTIFIER,
        "restApiKey": dialects.APPLICATION,
    },
    needs_channel=True,
    routes=(
        "logout", "me", "gstin", "serviceability", "block", "create-order", "orders", "order",
        "item", "status", "invoice", "cancel", "notify-me", "pre-register",
    ),
)  # fmt: skip
