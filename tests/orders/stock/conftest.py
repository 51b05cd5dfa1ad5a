"""People and tokens, as the back office and the native API have them."""

from tests.admin.conftest import boss
from tests.orders.api.conftest import api

__all__ = ["api", "boss"]
