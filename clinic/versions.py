"""Earlier versions of a row with its parts: what each held, what changed, bringing one back.

django-reversion keeps them; a revision holds the row and every part as they stood after a save.
"""

import difflib
import json
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import transaction
from reversion import add_to_revision, create_revision, set_comment, set_user
from reversion.models import Version


@dataclass(frozen=True)
class Kept:
    """One row inside a revision: its model, key and name, its fields and the whole as JSON."""

    model: type
    pk: str
    name: str
    fields: dict
    data: str


@dataclass(frozen=True)
class Change:
    """A field that differs: in which row, how it is called, and both texts."""

    key: tuple
    field: str
    row: str
    label: str
    before: str
    after: str

    def marked(self):
        """The words of both texts in order, as (kind, words): "same", "gone" or "new"."""
        old, new = self.before.split(), self.after.split()
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
            if kind == "equal":
                yield "same", " ".join(old[a:b])
                continue
            if a < b:
                yield "gone", " ".join(old[a:b])
            if c < d:
                yield "new", " ".join(new[c:d])


def versions_of(row):
    """The versions of a row itself, newest first, each with who made it."""
    return Version.objects.get_for_object(row).select_related("revision__user")


def latest_revision(row):
    """The number of the newest revision of a row, 0 before there is one."""
    return versions_of(row).values_list("revision_id", flat=True).first() or 0


def keep_first(row):
    """Keep a row as it stands when nothing of it was kept before."""
    if not latest_revision(row):
        with create_revision():
            add_to_revision(row)


def kept_in(revision_id):
    """Everything a revision holds, as {(model, pk): Kept}."""
    rows = {}
    for version in Version.objects.filter(revision_id=revision_id).order_by("pk"):
        model, pk, data = _model_of(version), version.object_id, version.serialized_data
        fields = json.loads(data)[0]["fields"]
        rows[model, pk] = Kept(model, pk, version.object_repr, fields, data)
    return rows


def _model_of(version):
    return ContentType.objects.get_for_id(version.content_type_id).model_class()


def changes(before, after):
    """The Changes from one ``kept_in`` to another, rows that came or went included."""
    names = _names(before, after)
    found = []
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        for name in (new or old).fields:
            field = key[0]._meta.get_field(name)
            if not field.editable or (name == "position" and not (old and new)):
                continue
            texts = [
                in_words(field, row.fields.get(name), names) if row else "" for row in (old, new)
            ]
            if texts[0] != texts[1] and not _is_parent(field, old, new):
                found.append(Change(key, name, (new or old).name, str(field.verbose_name), *texts))
    return found


def _is_parent(field, old, new):
    """Whether the field only says of which page a new or former part is."""
    return field.many_to_one and not (old and new) and not field.null


def in_words(field, value, names):
    """A kept or typed value as a person reads it; nothing for nothing.

    ``names`` are those of the rows that relations lead to, as {(model, key): name}.
    """
    if field.many_to_many:
        return ", ".join(
            names.get((field.related_model, str(pk)), "(erased)") for pk in value or []
        )
    if value in (None, "", False):
        return ""
    if field.is_relation:
        return names.get((field.related_model, str(value)), "(erased)")
    if field.choices:
        return str({str(key): name for key, name in field.flatchoices}.get(str(value), value))
    return str(value)


def _names(*all_kept):
    """The names of the rows that kept relations lead to, in one query for each model."""
    wanted = {}
    for row in (row for kept in all_kept for row in kept.values()):
        for name, value in row.fields.items():
            field = row.model._meta.get_field(name)
            if field.is_relation and value:
                keys = value if field.many_to_many else [value]
                wanted.setdefault(field.related_model, set()).update(map(str, keys))
    return {
        (model, str(row.pk)): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys)
    }


@transaction.atomic
def restore(row, revision_id, parts, user, comment):
    """Bring back ``row`` and its ``parts`` as a revision held them, as a new revision.

    ``parts`` are the names of the row's relations to them. What is not kept in versions stays
    as it is; sources and people erased since then are left out.
    """
    keep_first(row)
    back = kept_in(revision_id)
    with create_revision():
        set_user(user)
        set_comment(comment)
        for part in (part for name in parts for part in getattr(row, name).all()):
            if (type(part), str(part.pk)) not in back:
                part.delete()
        for kept in sorted(back.values(), key=lambda kept: kept.model is not type(row)):
            _bring_back(kept)
        row.refresh_from_db()
        add_to_revision(row)


def _bring_back(kept):
    """Write one kept row; its fields that are not kept keep their present value."""
    thing = next(serializers.deserialize("json", kept.data, ignorenonexistent=True))
    model, columns, many = kept.model, {}, {}
    for name in kept.fields:
        field = model._meta.get_field(name)
        if field.many_to_many:
            present = field.related_model._base_manager.filter(pk__in=kept.fields[name])
            many[name] = list(present)
        else:
            columns[field.attname] = _still_there(field, getattr(thing.object, field.attname))
    if not model._base_manager.filter(pk=kept.pk).update(**columns):
        thing.m2m_data = {}
        thing.save()
    for name, rows in many.items():
        getattr(model._base_manager.get(pk=kept.pk), name).set(rows)


def _still_there(field, value):
    """A relation's key, or None when the row it leads to was erased."""
    if not field.is_relation or value is None or not field.null:
        return value
    return value if field.related_model._base_manager.filter(pk=value).exists() else None
