"""What stands in the fields for which we have no fact."""

from integrations.defaults import Default

_BY_ITSELF = "No registry of GSTINs is connected, or it did not answer."
_NO_PAGE = Default(None, "We do not know the pages of carriers.")

DEFAULTS: dict[str, Default] = {
    "login.tokenType": Default("Bearer", "Every token is one."),
    "me.email": Default(None, "The partner's user has no e-mail address."),
    "gstin.registrationStatus": Default("UNKNOWN", _BY_ITSELF),
    "gstin.legalName": Default(None, _BY_ITSELF),
    "gstin.tradeName": Default(None, _BY_ITSELF),
    "gstin.address": Default(None, _BY_ITSELF),
    "order.packages.trackingUrl": _NO_PAGE,
    "status.tracking.trackingUrl": _NO_PAGE,
    "status.history.note": Default("", "What happened is told by the status alone."),
    "invoice.irn": Default(None, "We register no electronic invoices."),
    "invoice.qrCode": Default(None, "We register no electronic invoices."),
}
