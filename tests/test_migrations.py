"""Migrations harm no site that serves meanwhile: each new one keeps to the rules, and goes back."""

import re

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Lower, Now, Random

from clinic_site.large_tables import AddIndexMeanwhile, RemoveIndexMeanwhile
from tests.clinic_site.running import ROOT
from tests.migration_rules import faults_of

# Made before there was a site to keep running; all later ones keep to the rules.
NOT_JUDGED = {
    "booking": "0005_closed_newest",
    "clinic": "0007_counting",
    "clinic_site": "0001_roles",
    "outbox": "0005_indexes_of_the_desk",
    "staff": "0002_devices_and_audit_list",
    "techniques": "0002_publishing",
    "testimonials": "0003_held_letters",
}
RELEASES = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1:]


def test_each_new_migration_keeps_to_the_rules():
    loader = MigrationLoader(None)
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in NOT_JUDGED and name > NOT_JUDGED[app]:
            before = loader.project_state((app, name), at_end=False)
            found += [f"{app} {name}: {each}" for each in faults_of(migration, before, RELEASES)]
    assert found == []


def test_all_our_rooms_are_judged():
    ours = {app for app, name in MigrationLoader(None).disk_migrations if (ROOT / app).is_dir()}
    assert ours == set(NOT_JUDGED)


def table(name, *fields):
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *fields])


def base():
    """A large table and a small one of an older version."""
    made = migrations.Migration("0001_first", "outbox")
    made.operations = [
        table(
            "Letter",
            ("to", models.CharField(max_length=20)),
            ("sent_at", models.DateTimeField(null=True)),
            ("tries", models.IntegerField(db_default=0)),
        ),
        table("Wording", ("text", models.TextField(null=True)), ("kind", models.CharField())),
    ]
    return made.mutate_state(ProjectState())


def judged(*operations, **attributes):
    migration = migrations.Migration("0002_new", "outbox")
    migration.operations = operations
    vars(migration).update(attributes)
    return faults_of(migration, base(), ["1.4"])


def add(name, field):
    return migrations.AddField("letter", name, field)


def alter(name, field, model="letter"):
    return migrations.AlterField(model, name, field)


def constrain(constraint, model="letter"):
    return migrations.AddConstraint(model, constraint)


def nothing(apps, schema_editor):
    """A step that does nothing."""


def leave_out(*operations):
    return migrations.SeparateDatabaseAndState(state_operations=operations)


EXPRESSION = models.F("tries") + 1
INDEX = migrations.AddIndex("letter", models.Index("to", name="by_to"))
MEANWHILE = AddIndexMeanwhile("letter", models.Index(fields=["to"], name="by_to"))
NO_MORE = RemoveIndexMeanwhile("letter", "by_to")
RUN = migrations.RunPython(nothing, nothing)
DROP = migrations.RunSQL("ALTER TABLE a DROP COLUMN b", "ALTER TABLE a ADD COLUMN b int")


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        (add("a", models.CharField(default="")), "letter.a is not null without db_default"),
        (add("a", models.FloatField(db_default=Random())), "letter.a has a computed db_default"),
        (
            add(
                "a",
                models.GeneratedField(
                    expression=EXPRESSION, output_field=models.IntegerField(), db_persist=True
                ),
            ),
            "letter.a is generated",
        ),
        (alter("tries", models.BigIntegerField(db_default=0)), "letter.tries gets another type"),
        (alter("to", models.CharField(max_length=10)), "letter.to gets another type"),
        (
            alter("to", models.CharField(max_length=20, db_column="b")),
            "letter.to gets another column",
        ),
        (
            alter("to", models.CharField(max_length=20, db_index=True)),
            "letter.to is an index on a large table",
        ),
        (INDEX, "by_to is an index on a large table"),
        (MEANWHILE, "Create index by_to on field(s) to of model letter: the migration has to"),
        (
            constrain(models.UniqueConstraint(fields=["to"], name="once")),
            "once is an index on a large table",
        ),
        (migrations.RenameField("letter", "to", "a"), "Rename field to on letter to a: old code"),
        (migrations.RenameModel("letter", "Note"), "Rename model letter to Note: old code"),
        (migrations.AlterModelTable("letter", "a"), "Rename table for letter to a: old code"),
        (migrations.RemoveField("letter", "to"), "Remove field to from letter: old code still"),
        (migrations.DeleteModel("letter"), "Delete model letter: old code still asks for it"),
        (leave_out(migrations.RemoveField("letter", "to")), "letter.to must be null or have"),
        (migrations.RunPython(nothing), "RunPython has no way back"),
        (migrations.RunSQL("SELECT 1"), "RunSQL has no way back"),
        (migrations.AlterUniqueTogether("letter", {("to", "tries")}), "nobody judged AlterUniq"),
    ],
)
def test_what_harms_a_running_site_is_refused_for_ever(operation, sentence):
    for attributes in ({}, {"kept_since": "1.4"}):
        [fault] = [each for each in judged(operation, **attributes) if sentence in each]
        assert fault.startswith(sentence)


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        (alter("sent_at", models.DateTimeField()), "letter.sent_at is no longer null"),
        (alter("tries", models.IntegerField(default=0)), "letter.tries loses its db_default"),
        (alter("kind", models.CharField(unique=True), "wording"), "wording.kind becomes unique"),
        (
            constrain(models.CheckConstraint(condition=models.Q(tries__lt=9), name="few")),
            "few refuses what old code may write",
        ),
        (
            constrain(models.UniqueConstraint(Lower("kind"), name="once"), "wording"),
            "once refuses what old code may write",
        ),
        (DROP, "RunSQL drops what the version of before may still ask for"),
    ],
)
def test_what_old_code_must_know_first_comes_a_release_later(operation, sentence):
    [fault] = judged(operation)
    assert fault.startswith(sentence)
    assert judged(operation, kept_since="1.4") == []
    assert judged(operation, kept_since="1.5") == [
        "kept_since names no release of CHANGELOG.md: 1.5"
    ]


@pytest.mark.parametrize(
    "operations",
    [
        [add("a", models.CharField(null=True))],
        [add("a", models.CharField(db_default="", default=""))],
        [add("a", models.DateTimeField(db_default=Now()))],
        [add("a", models.ForeignKey("outbox.wording", models.CASCADE, null=True))],
        [add("a", models.ManyToManyField("outbox.wording"))],
        [
            add("a", models.IntegerField(null=True)),
            constrain(
                models.CheckConstraint(
                    condition=models.Q(a__lt=models.F("tries")) | models.Q(sent_at=None), name="b"
                )
            ),
        ],
        [alter("to", models.CharField(max_length=30))],
        [alter("to", models.TextField())],
        [alter("to", models.CharField(max_length=20, null=True, choices=[("a", "A")]))],
        [migrations.AddIndex("wording", models.Index("kind", name="by_kind"))],
        [leave_out(migrations.RemoveField("letter", "sent_at"))],
        [leave_out(migrations.DeleteModel("letter"))],
        [migrations.AlterModelOptions("letter", {"ordering": ["to"]})],
        [RUN],
        [
            table("Stamp", ("name", models.CharField())),
            migrations.AddField("stamp", "a", models.CharField(default="")),
            migrations.AlterField("stamp", "a", models.TextField(unique=True)),
            migrations.AddIndex("stamp", models.Index("name", name="by_name")),
            constrain(models.UniqueConstraint(fields=["name"], name="one_name"), "stamp"),
        ],
    ],
)
def test_what_old_code_can_leave_alone_is_allowed(operations):
    assert judged(*operations) == []


def test_an_index_of_a_large_table_is_made_outside_of_a_transaction():
    assert judged(MEANWHILE, NO_MORE, atomic=False) == []
    assert judged(MEANWHILE, NO_MORE) != []


def test_rows_and_tables_are_not_changed_in_one():
    assert judged(RUN, add("a", models.CharField(null=True))) == [
        "rows and tables are changed in one: make two migrations"
    ]


def indexes_of_letters():
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "outbox_letter"))


@pytest.mark.django_db(transaction=True)
def test_an_index_of_a_large_table_is_made_and_dropped_there_and_back():
    migration = migrations.Migration("0999_index", "outbox")
    migration.atomic = False
    migration.operations = [
        AddIndexMeanwhile("letter", models.Index(fields=["subject"], name="by_subject")),
        RemoveIndexMeanwhile("letter", "outbox_reference"),
    ]
    state = MigrationLoader(None).project_state()
    assert faults_of(migration, state, []) == []
    with connection.cursor() as cursor:
        # What a try that was stopped may have left.
        cursor.execute("CREATE INDEX by_subject ON outbox_letter (text)")
    for step, there, gone in [
        (migration.apply, "by_subject", "outbox_reference"),
        (migration.unapply, "outbox_reference", "by_subject"),
    ]:
        with connection.schema_editor(atomic=False) as editor:
            step(state.clone(), editor)
        found = indexes_of_letters()
        assert there in found
        assert gone not in found
