"""Indexes of large tables, made and dropped while patients go on writing. For migrations.

On PostgreSQL nobody is kept from writing meanwhile. That cannot be part of a transaction, so a
migration with these says ``atomic = False``; what a stopped try left half made is dropped first.
Inside of a transaction all the same (move_database) nobody else sees the tables yet.
"""

from django.db import migrations


class AddIndexMeanwhile(migrations.AddIndex):
    """AddIndex that keeps nobody waiting."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        _make(schema_editor, to_state.apps.get_model(app_label, self.model_name), self.index)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        _drop(schema_editor, self.index)


class RemoveIndexMeanwhile(migrations.RemoveIndex):
    """RemoveIndex that keeps nobody waiting, there or back."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        _drop(schema_editor, self._index(app_label, from_state))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        _make(schema_editor, model, self._index(app_label, to_state))

    def _index(self, app_label, state):
        return state.models[app_label, self.model_name_lower].get_index_by_name(self.name)


def _make(schema_editor, model, index):
    _drop(schema_editor, index)
    words = {"concurrently": True} if _is_meanwhile(schema_editor.connection) else {}
    # nosemgrep: no-sql-of-our-own - what Django wrote
    schema_editor.execute(index.create_sql(model, schema_editor, **words), params=None)


def _drop(schema_editor, index):
    words = "CONCURRENTLY " if _is_meanwhile(schema_editor.connection) else ""
    name = schema_editor.quote_name(index.name)
    # nosemgrep: no-sql-of-our-own - an index of ours
    schema_editor.execute(f"DROP INDEX {words}IF EXISTS {name}")


def _is_meanwhile(connection):
    return connection.vendor == "postgresql" and not connection.in_atomic_block
