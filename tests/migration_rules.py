"""What a migration may do while the version of before still serves, on PostgreSQL and SQLite.

A new version's migrations run before the new code does (make update), and going back takes them
back. So a migration only adds what the old code can leave alone, holds no lock for long, and can
be taken back. What the old code would trip over comes a release later, in a migration that says
so: ``kept_since = "1.4"`` names the release in CHANGELOG.md whose code keeps to it already.
"""

import re

from django.db import models
from django.db.migrations import operations as ops
from django.db.models.functions import Now
from django.db.utils import ConnectionHandler

# How PostgreSQL names the types; no connection is made.
POSTGRESQL = ConnectionHandler({"default": {"ENGINE": "django.db.backends.postgresql"}})["default"]
# Tables that grow with the patients: while an index is made there, nobody writes.
GROWING = {
    "booking.appointmentrequest",
    "booking.requestevent",
    "booking.offer",
    "outbox.letter",
    "staff.auditentry",
    "testimonials.testimonial",
    "testimonials.consent",
}
HARMLESS = (
    ops.AlterModelManagers,
    ops.AlterModelOptions,
    ops.RemoveConstraint,
    ops.RemoveIndex,
    ops.RenameIndex,
)
DROPS = re.compile(r"\bDROP\s+(COLUMN|TABLE)\b", re.IGNORECASE)


def faults_of(migration, state, released):
    """What is wrong with a migration, as sentences.

    ``state`` is Django's ProjectState before it, ``released`` the names of the releases.
    """
    rules = Rules(migration)
    for operation in migration.operations:
        after = state.clone()
        operation.state_forwards(migration.app_label, after)
        rules.look_at(operation, state, after)
        state = after
    kept_since = getattr(migration, "kept_since", None)
    if kept_since is None:
        rules.faults += rules.too_early
    elif kept_since not in released:
        rules.faults.append(f"kept_since names no release of CHANGELOG.md: {kept_since}")
    return rules.faults


class Rules:
    """Looks at one operation after the other; ``faults`` are for ever, ``too_early`` for now."""

    def __init__(self, migration):
        self.app, self.is_atomic = migration.app_label, migration.atomic
        self.faults, self.too_early = [], []
        self.new_models, self.new_fields = set(), set()
        kinds = {isinstance(each, ops.RunPython) for each in migration.operations}
        if kinds == {True, False}:
            self.faults.append("rows and tables are changed in one: make two migrations")

    def look_at(self, operation, before, after):
        """Note what is wrong with one operation between two states."""
        look = getattr(self, f"_{type(operation).__name__}", None)
        if look:
            look(operation, before, after)
        elif not isinstance(operation, HARMLESS):
            self.faults.append(f"nobody judged {type(operation).__name__} yet: add a rule for it")

    def _model(self, state, name):
        return state.apps.get_model(self.app, name)

    def _is_new(self, name):
        return name.lower() in self.new_models

    def _CreateModel(self, operation, before, after):  # noqa: N802
        self.new_models.add(operation.name_lower)

    def _RunPython(self, operation, before, after):  # noqa: N802
        if not operation.reversible:
            self.faults.append("RunPython has no way back: give it reverse_code")

    def _RunSQL(self, operation, before, after):  # noqa: N802
        if not operation.reversible:
            self.faults.append("RunSQL has no way back: give it reverse_sql")
        if DROPS.search(str(operation.sql)):
            self.too_early.append("RunSQL drops what the version of before may still ask for")

    def _SeparateDatabaseAndState(self, operation, before, after):  # noqa: N802
        for each in operation.database_operations:
            self.look_at(each, before, after)
        for each in operation.state_operations:
            if isinstance(each, ops.RemoveField):
                field = self._model(before, each.model_name)._meta.get_field(each.name)
                if field.concrete and not can_be_left_out(field):
                    name = f"{each.model_name}.{each.name}"
                    self.faults.append(f"{name} must be null or have a db_default to be left out")

    def _AddField(self, operation, before, after):  # noqa: N802
        name, field = f"{operation.model_name}.{operation.name}", operation.field
        self.new_fields.add(name.lower())
        if self._is_new(operation.model_name) or field.many_to_many:
            return
        if not can_be_left_out(field):
            self.faults.append(f"{name} is not null without db_default: old code cannot insert")
        default = field.db_default if field.has_db_default() else None
        if hasattr(default, "resolve_expression") and not isinstance(default, (Now, models.Value)):
            self.faults.append(f"{name} has a computed db_default: PostgreSQL writes each row anew")
        if isinstance(field, models.GeneratedField):
            self.faults.append(f"{name} is generated: PostgreSQL writes each row anew")

    def _AlterField(self, operation, before, after):  # noqa: N802
        if self._is_new(operation.model_name):
            return
        name = f"{operation.model_name}.{operation.name}"
        old = self._model(before, operation.model_name)._meta.get_field(operation.name)
        new = self._model(after, operation.model_name)._meta.get_field(operation.name)
        if old.column != new.column:
            self.faults.append(f"{name} gets another column: old code would miss it")
        if not is_wider(old, new):
            self.faults.append(f"{name} gets another type: PostgreSQL writes each row anew")
        if old.null and not new.null:
            self.too_early.append(f"{name} is no longer null, which old code may write")
        if old.has_db_default() and not new.has_db_default():
            self.too_early.append(f"{name} loses its db_default, which old code may rely on")
        if (new.db_index or new.unique) and not (old.db_index or old.unique):
            self._refuse_index(operation.model_name, name)
        if new.unique and not old.unique:
            self.too_early.append(f"{name} becomes unique, which old code may not keep")

    def _AddIndex(self, operation, before, after):  # noqa: N802
        self._refuse_index(operation.model_name, operation.index.name)

    def _refuse_index(self, model, name):
        if f"{self.app}.{model.lower()}" in GROWING and not self._is_new(model):
            self.faults.append(f"{name} is an index on a large table: use AddIndexMeanwhile")

    def _ask_for_no_transaction(self, operation, before, after):
        if self.is_atomic:
            self.faults.append(f"{operation.describe()}: the migration has to say atomic = False")

    _AddIndexMeanwhile = _RemoveIndexMeanwhile = _ask_for_no_transaction

    def _AddConstraint(self, operation, before, after):  # noqa: N802
        model, constraint = operation.model_name, operation.constraint
        if self._is_new(model):
            return
        if isinstance(constraint, models.UniqueConstraint):
            self._refuse_index(model, constraint.name)
        known = {f"{model}.{field}".lower() for field in fields_of(constraint)}
        if not known & self.new_fields:
            self.too_early.append(f"{constraint.name} refuses what old code may write")

    def _refuse_renaming(self, operation, before, after):
        self.faults.append(f"{operation.describe()}: old code would miss it")

    _RenameField = _RenameModel = _AlterModelTable = _refuse_renaming

    def _refuse_removal(self, operation, before, after):
        self.faults.append(
            f"{operation.describe()}: old code still asks for it. Take it out of the models with "
            "SeparateDatabaseAndState(state_operations=…), and drop it a release later by RunSQL"
        )

    _RemoveField = _DeleteModel = _refuse_removal


def can_be_left_out(field):
    """Whether a row can be inserted by code that does not know the field."""
    return field.null or field.has_db_default() or isinstance(field, models.GeneratedField)


def is_wider(old, new):
    """Whether PostgreSQL takes the new type for the old one without touching a row."""
    before, after = old.db_type(POSTGRESQL), new.db_type(POSTGRESQL)
    if before == after:
        return True
    if not (before or "").startswith("varchar"):
        return False
    return after == "text" or (
        after.startswith("varchar") and (new.max_length or 10**9) >= (old.max_length or 10**9)
    )


def fields_of(constraint):
    """The names of the fields a constraint is about."""
    parts = [constraint.condition, *getattr(constraint, "expressions", ())]
    names = set(getattr(constraint, "fields", ())).union(*map(_names_in, parts))
    return {name.partition("__")[0] for name in names}


def _names_in(part):
    if isinstance(part, models.F):
        return {part.name}
    if isinstance(part, models.Q):
        return set().union(*map(_names_in, part.children))
    if isinstance(part, tuple):  # a condition of a Q: what, and the value
        return {part[0]} | _names_in(part[1])
    inner = part.get_source_expressions() if hasattr(part, "get_source_expressions") else []
    return set().union(*map(_names_in, inner))
