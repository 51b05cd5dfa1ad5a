"""Indexes on live tables: made and dropped without a lock on PostgreSQL, plainly elsewhere."""

from typing import Any

from django.contrib.postgres import operations
from django.db.migrations.operations import AddIndex, RemoveIndex


class _Concurrently:
    plain: Any

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Change the table."""
        way: Any = super() if schema_editor.connection.vendor == "postgresql" else self._plainly()
        way.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Change it back."""
        way: Any = super() if schema_editor.connection.vendor == "postgresql" else self._plainly()
        way.database_backwards(app_label, schema_editor, from_state, to_state)

    def _plainly(self):
        return self.plain(*self._constructor_args[0], **self._constructor_args[1])


class AddIndexConcurrently(_Concurrently, operations.AddIndexConcurrently):
    """Make an index while others write; its migration is not atomic and does nothing else."""

    plain = AddIndex


class RemoveIndexConcurrently(_Concurrently, operations.RemoveIndexConcurrently):
    """Drop an index while others write."""

    plain = RemoveIndex
