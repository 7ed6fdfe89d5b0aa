"""Review dates: what is due, checked off with one press, and folded when long overdue."""

import datetime

import pytest

from techniques.models import Technique
from tests.desk import at
from tests.factories import make_ready_technique, make_staff, make_technique
from tests.html import read
from tests.techniques.test_publishing import TODAY, _signed_in, draft, press, undo_of

__all__ = ["_signed_in", "draft"]
pytestmark = pytest.mark.django_db


def test_checked_nothing_to_change_and_undo(client, draft):
    before = draft.reviewed_on
    response = press(client, draft, "_checked")
    assert (draft.reviewed_on, draft.reviewed_by) == (TODAY, "Karen Miller")
    assert draft.next_review_on.year == TODAY.year + 1
    sentence, url, token = undo_of(client, response)
    assert sentence.startswith("Checked by Karen Miller on ")
    client.post(url, token)
    draft.refresh_from_db()
    assert draft.reviewed_on == before


def test_checking_wants_a_name_patients_may_read(client, draft):
    client.force_login(make_staff("desk@example.com"))
    before = draft.reviewed_by
    response = press(client, draft, "_checked")
    assert draft.reviewed_by == before
    assert "Fill in your name first." in client.get(response.url).text


def test_checking_accepts_changed_evidence(client, draft):
    draft.benefits.update(note="Some studies found a little help, others found none.")
    assert len(Technique.objects.get().publication_problems()) == 1
    press(client, draft, "_checked")
    assert Technique.objects.get().publication_problems() == []


def test_due_and_overdue_pages_are_listed(client):
    for days, name in ((-3, "Late"), (10, "Soon"), (40, "Later"), (None, "Never")):
        due = None if days is None else TODAY + datetime.timedelta(days=days)
        make_technique(name=name, next_review_on=due)
    address = at(Technique, "changelist")
    page = read(client.get(address, {"state": "due"}))
    rows = page.one("table", id="result_list").one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["Late", "Soon"]
    assert "Overdue since" in rows[0].text
    tabs = [tab.text for tab in page.one("nav", aria_label="State").all("a")]
    assert tabs == ["All", "On the site 4", "Drafts 0", "Planned 0", "Due for a check 2"]


@pytest.mark.parametrize(("days", "is_folded"), [(90, False), (91, True)])
def test_benefits_fold_90_days_after_the_check_was_due(client, days, is_folded):
    technique = make_ready_technique(TODAY)
    due = TODAY - datetime.timedelta(days=days)
    last = due - datetime.timedelta(days=365)
    Technique.objects.update(reviewed_on=last, next_review_on=due)
    text = read(client.get(technique.get_absolute_url())).one("main").text
    assert ("We are checking this part again." in text) == is_folded
    assert ("Practitioners say it can help." in text) != is_folded
    assert "This page was due for a check on" in text
