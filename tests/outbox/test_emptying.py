"""Old letters lose their words; that they were sent, when and about what stays."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from outbox import emptying, folder
from outbox.models import Letter
from tests.booking.test_rounds import trace
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def days_ago(days):
    return NOW - datetime.timedelta(days=days)


@pytest.mark.parametrize("end", ["sent_at", "failed_at", "dropped_at"])
def test_words_go_and_the_fact_stays(letter, end):
    make_clinic(retention_days=7)
    old = letter(reference="4K7-P29", attachment=("a.ics", "BEGIN:VCALENDAR"))
    Letter.objects.filter(pk=old.pk).update(**{end: days_ago(8)})
    assert emptying.JOB.run(NOW, True) == ["empty 1 old letter"]
    old.refresh_from_db()
    assert old.text
    assert emptying.JOB.run(NOW, False) == ["emptied 1 old letter"]
    old.refresh_from_db()
    assert (old.to, old.subject, old.text, old.html, old.attachment) == ("", "", "", "", "")
    assert (old.kind, old.reference, getattr(old, end)) == (
        "sample.plain",
        "4K7-P29",
        days_ago(8),
    )
    assert emptying.JOB.run(NOW, False) == []


def test_what_the_folder_keeps_goes_too(letter):
    old, young, erased = letter(), letter(), letter()
    for each in (old, young, erased):
        folder.path_of(each.message_id).parent.mkdir(exist_ok=True)
        folder.path_of(each.message_id).write_text("Subject: Hello")
    Letter.objects.filter(pk=old.pk).update(sent_at=days_ago(31))
    emptying.JOB.run(NOW, False)
    Letter.objects.filter(pk=erased.pk).erase()
    kept = [folder.path_of(each.message_id).exists() for each in (old, young, erased)]
    assert kept == [False, True, False]


def test_younger_and_unsent_letters_keep_their_words(letter):
    make_clinic(retention_days=7)
    Letter.objects.filter(pk=letter().pk).update(sent_at=days_ago(6))
    Letter.objects.filter(pk=letter().pk).update(written_at=days_ago(60))
    assert emptying.JOB.run(NOW, False) == []
    assert Letter.objects.exclude(text="").count() == 2


def test_it_counts_as_erasing():
    assert emptying.JOB.erases


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of SQLite")
def test_an_emptied_letter_leaves_no_trace_in_the_database_file(letter):
    old = letter()
    Letter.objects.filter(pk=old.pk).update(text="ZZCANARY", sent_at=days_ago(31))
    assert b"ZZCANARY" in trace()
    emptying.JOB.run(NOW, False)
    assert b"ZZCANARY" not in trace()
