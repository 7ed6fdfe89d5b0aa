"""Pictures nobody shows go after a day; those an earlier version shows stay."""

import datetime

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from reversion.models import Version

from clinic.models import Practitioner
from clinic.sweep import sweep_pictures
from tests import pictures
from tests.clinic.test_pictures import photo_of, signed_in, upload
from tests.desk import at, opened
from tests.factories import make_practitioner

__all__ = ["signed_in"]
pytestmark = pytest.mark.django_db


def tomorrow():
    return timezone.now() + datetime.timedelta(days=1, minutes=5)


@pytest.fixture
def person(signed_in):
    person = make_practitioner("Karen Miller")
    photo_of(signed_in, person, pictures.picture(size=(600, 400)), picture_alt="Karen.")
    person.refresh_from_db()
    return person


def files():
    folders, names = default_storage.listdir("")
    return sorted(folders + names)


def test_a_picture_that_is_shown_stays(person):
    assert sweep_pictures(tomorrow()) == []
    assert len(files()) == 2


def test_a_picture_of_an_earlier_version_stays(signed_in, person):
    sent = opened(signed_in, person, "practitioner_form") | {"picture-clear": "on"}
    signed_in.post(at(person), sent)
    person.refresh_from_db()
    assert not person.picture
    assert sweep_pictures(tomorrow()) == []


def test_an_unused_picture_goes_after_a_day_with_its_widths(signed_in, person):
    chosen = upload("b.jpg", pictures.picture(size=(600, 400)))
    default_storage.save("0" * 32 + ".jpg", chosen)
    assert sweep_pictures(timezone.now()) == []
    assert sweep_pictures(tomorrow(), dry_run=True) == ["erase 1 unused picture"]
    assert len(files()) == 3
    assert sweep_pictures(tomorrow()) == ["erase 1 unused picture"]
    assert files() == sorted([person.picture.name, person.picture.name.split(".")[0]])


def test_widths_of_an_unused_picture_go_with_it(person):
    name = person.picture.name
    Practitioner.objects.all().delete()
    Version.objects.all().delete()
    assert sweep_pictures(tomorrow()) == ["erase 1 unused picture"]
    assert files() == []
    assert not default_storage.exists(name)


def test_an_empty_store_is_no_fault():
    assert sweep_pictures(tomorrow()) == []
