"""Tables from files: read strictly, judged row by row, and written all together or not at all."""

from orders.loading.load import Report, Result, load
from orders.loading.reading import Unreadable
from orders.loading.tables import TABLES, Table

__all__ = ["TABLES", "Report", "Result", "Table", "Unreadable", "load"]
