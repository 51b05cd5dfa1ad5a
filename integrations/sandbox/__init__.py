"""A stand-in Omnitron and a stand-in POS over real HTTP, for demonstrations and tests."""

from integrations.sandbox.sandbox import Request, Sandbox

__all__ = ["Request", "Sandbox"]
