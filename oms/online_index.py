"""Indexes and unique constraints that are made while the table is in use, where that can be."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveIndex


class AddIndexOnline(AddIndexConcurrently):
    """AddIndexConcurrently on PostgreSQL, a plain AddIndex elsewhere; alone in its migration."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make the index; on PostgreSQL without a lock that writers would meet."""
        kind = AddIndexConcurrently if _is_postgresql(schema_editor) else AddIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop the index in the same manner."""
        kind = AddIndexConcurrently if _is_postgresql(schema_editor) else AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexOnline(RemoveIndexConcurrently):
    """RemoveIndexConcurrently on PostgreSQL, a plain RemoveIndex elsewhere."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Drop the index; on PostgreSQL without a lock that writers would meet."""
        kind = RemoveIndexConcurrently if _is_postgresql(schema_editor) else RemoveIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Make it anew in the same manner."""
        kind = RemoveIndexConcurrently if _is_postgresql(schema_editor) else RemoveIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddUniqueOnline(AddConstraint):
    """AddConstraint of a partial unique constraint; PostgreSQL builds its index beside writers."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Build the index; on SQLite as always."""
        if not _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        made = str(self.constraint.create_sql(model, schema_editor))
        schema_editor.execute(made.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1), None)


def _is_postgresql(schema_editor):
    return schema_editor.connection.vendor == "postgresql"
