"""Two editors on one page: what the first saved after the second had opened it.

A form carries the number of the version it shows. When a newer one was saved meanwhile, fields
only one of them touched are put together; where both wrote, nothing is saved before the second
has seen both texts and chosen.
"""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.utils import timezone

from clinic import formats, versions
from clinic.numbers import whole_number

VERSION = "version_shown"
CLASHING = "clashing"
MINE = "use_mine"
KEEP_THEIRS = "keep_theirs"
MOST_FORMS = 2000  # Django's formsets read no more either
NOT_SENT_AGAIN = {"csrfmiddlewaretoken", VERSION, CLASHING, MINE}


@dataclass(frozen=True)
class Clash:
    """A field, or a whole part, that both changed: its name in the form and both texts."""

    name: str
    label: str
    theirs: str
    yours: str


def page_or_none(admin, request, row):
    """The page that shows both texts, or None when saving may go on.

    Puts into ``request.POST`` what the first editor wrote where the second wrote nothing.
    """
    shown = request.POST.get(VERSION)
    if shown is None:
        return None
    latest = versions.latest_revision(row)
    if shown == str(latest) and CLASHING not in request.POST:
        return None
    data = request.POST.copy()
    request.POST = data
    form = Sent(admin, request, row, data)
    if shown == str(latest):
        mine = [] if KEEP_THEIRS in data else data.getlist(MINE)
        form.settle(data.getlist(CLASHING), mine)
        return None
    data[VERSION] = str(latest)
    saved = _saved(row)
    clashes = form.clashes(versions.kept_in(_base(row, shown)), versions.kept_in(latest))
    if not clashes:
        messages.info(request, f"{saved}, too. Both changes are kept.")
        return None
    context = {
        "title": "Two people changed this page",
        "opts": admin.opts,
        "row": row,
        "saved": saved,
        "clashes": clashes,
        "sent": [(n, v) for n, values in data.lists() if n not in NOT_SENT_AGAIN for v in values],
        VERSION: latest,
        "had_files": bool(request.FILES),
        "leave_url": admin.address("change", row.pk),
    }
    return admin.render(request, "admin/clinic/conflict.html", context, status=409)


def _saved(row):
    """ "Karen saved this page at 9:05 am" """
    revision = versions.versions_of(row).first().revision
    time = formats.time_of_day(timezone.localtime(revision.date_created).time())
    return f"{revision.user or 'A colleague'} saved this page at {time}"


def _base(row, shown):
    """The revision the second editor had opened: ``shown``, or the first one there is."""
    numbers = list(versions.versions_of(row).values_list("revision_id", flat=True))
    return int(shown) if shown in map(str, numbers) else numbers[-1]


class Sent:
    """The fields of a form as they were sent, beside the rows as they are now."""

    def __init__(self, admin, request, row, data):
        self.row, self.data, self.files = row, data, request.FILES
        self.form = admin.get_form(request, row, change=True)
        self.formsets = {
            formset.get_default_prefix(): formset
            for formset in (
                inline.get_formset(request, row)
                for inline in admin.get_inline_instances(request, row)
            )
        }

    # Finding

    def clashes(self, base, latest):
        """The Clashes; what only the first editor changed is written into the data."""
        gone = [key for key in base if key not in latest]
        for key in gone:
            place = self.place_of(key)
            if place and not self.touched(place, base[key]):
                self.leave_out(place)
        found = {}
        for change in versions.changes(base, latest):
            if change.key in base and change.key in latest:
                for clash in self.clash_of(change, base, latest):
                    found[clash.name] = clash
        for place, kept in ((self.place_of(key), base[key]) for key in gone):
            if place:
                yours = [self.data.get(f"{place}-{name}", "") for name in self.touched(place, kept)]
                found[place] = Clash(place, kept.name, "(taken away)", " ".join(yours))
        return list(found.values())

    def clash_of(self, change, base, latest):
        """The Clash over a field the first editor changed; taken over when only they did."""
        place = self.place_of(change.key)
        name, field = self.name_and_field(place, change)
        if place is None or field is None:
            return
        label = f"{change.row}: {change.label}"
        if f"{place}-DELETE" in self.data:
            yield Clash(f"{place}-DELETE", label, change.after, "(taken away)")
        elif not self.differs(field, base[change.key].fields.get(change.field), name):
            self.take_present(name)
        elif self.differs(field, latest[change.key].fields.get(change.field), name):
            yield Clash(name, label, change.after, self.yours(name, change))

    def touched(self, place, kept):
        """The names of a part's fields that were sent with another value than ``kept`` has."""
        form = self.formsets[place.rpartition("-")[0]].form
        return [
            name
            for name, value in kept.fields.items()
            if name in form.base_fields
            and self.differs(form.base_fields[name], value, f"{place}-{name}")
        ]

    def place_of(self, key):
        """Where a row stands in the form: "" for the page itself, "benefits-3" for a part."""
        model, pk = key
        if model is type(self.row):
            return ""
        for prefix, formset in self.formsets.items():
            if formset.model is model:
                for n in range(self.count(prefix, "INITIAL")):
                    if self.data.get(f"{prefix}-{n}-id") == pk:
                        return f"{prefix}-{n}"
        return None

    def count(self, prefix, kind):
        """How many forms were sent: "TOTAL", or "INITIAL" for those of rows that exist."""
        return min(whole_number(self.data.get(f"{prefix}-{kind}_FORMS", "0")), MOST_FORMS)

    def name_and_field(self, place, change):
        """A field's name in the data, and the form field that reads it (or None)."""
        if place is None:
            return "", None
        if not place:
            return change.field, self.form.base_fields.get(change.field)
        form = self.formsets[place.rpartition("-")[0]].form
        return f"{place}-{change.field}", form.base_fields.get(change.field)

    def differs(self, field, kept, name):
        """Whether what was sent under ``name`` is another value than ``kept``."""
        sent = field.widget.value_from_datadict(self.data, self.files, name)
        if isinstance(sent, str) and isinstance(kept, str):
            return " ".join(sent.split()) != " ".join(kept.split())
        return field.has_changed(kept, sent)

    def yours(self, name, change):
        """What the second editor sent, as a person reads it."""
        field = change.key[0]._meta.get_field(change.field)
        if not field.is_relation:
            return versions.in_words(field, self.data.get(name, ""), {})
        rows = field.related_model._base_manager.filter(pk__in=self.data.getlist(name))
        return ", ".join(map(str, rows))

    # Putting together

    def settle(self, clashing, mine):
        """Take theirs for each clashing name that is not among ``mine``."""
        parts = [name for name in clashing if re.fullmatch(r"\w+-\d+", name)]
        for name in clashing:
            if name.endswith("-DELETE") and name not in mine:
                self.keep_part(name.removesuffix("-DELETE"))
            elif name not in parts and name not in mine:
                self.take_present(name)
        for place in sorted(parts, key=lambda place: int(place.rpartition("-")[2]), reverse=True):
            self.leave_out(place, is_kept_as_new=place in mine)

    def keep_part(self, place):
        """Leave a part as it was saved, though the second editor took it away."""
        self.data.pop(f"{place}-DELETE", None)
        formset = self.formsets.get(place.rpartition("-")[0])
        for field in formset.form.base_fields if formset else ():
            self.take_present(f"{place}-{field}")

    def take_present(self, name):
        """Put the saved value of a field among the data."""
        place, _, field = name.rpartition("-")
        if not place:
            self.put(name, self.row, field)
        elif formset := self.formsets.get(place.rpartition("-")[0]):
            number = whole_number(self.data.get(f"{place}-id", ""))
            row = formset.model._base_manager.filter(pk=number).first()
            if row is not None:
                self.put(name, row, field)

    def put(self, name, row, field_name):
        field = row._meta.get_field(field_name)
        value = field.value_from_object(row)
        if field.many_to_many:
            self.data.setlist(name, [str(other.pk) for other in value])
        elif value is False:
            self.data.pop(name, None)
        else:
            self.data[name] = "" if value is None else str(value)

    def leave_out(self, place, *, is_kept_as_new=False):
        """Take the form of a row that is gone out of the data, or make it that of a new row."""
        prefix, _, n = place.rpartition("-")
        total, initial = self.count(prefix, "TOTAL"), self.count(prefix, "INITIAL")
        forms = [self.take_form(f"{prefix}-{i}-") for i in range(total)]
        gone = forms.pop(int(n))
        if is_kept_as_new:
            forms.append(gone | {"id": [""]})
        for i, form in enumerate(forms):
            for name, values in form.items():
                self.data.setlist(f"{prefix}-{i}-{name}", values)
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(forms))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(initial - 1)

    def take_form(self, start):
        """Take one form's fields out of the data, as {name: values}."""
        names = [name for name in self.data if name.startswith(start)]
        return {name.removeprefix(start): self.data.pop(name) for name in names}
