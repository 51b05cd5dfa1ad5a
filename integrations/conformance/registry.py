"""Which dialects can be held against a host: one line each."""

from integrations.conformance import akinon, pos, uniware, vijaysales, xstak

DIALECTS = {
    "akinon": akinon.DIALECT,
    "pos": pos.DIALECT,
    "uniware": uniware.DIALECT,
    "vijaysales": vijaysales.DIALECT,
    "xstak": xstak.DIALECT,
}
