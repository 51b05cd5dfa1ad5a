"""The clients of the native API, for the tests of its change feed."""

from tests.orders.api.conftest import api as api
from tests.orders.api.conftest import client as client
