"""The launch list names what is missing, and the site opens once nothing blocks it."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from clinic.models import Clinic, OpeningHours, Practitioner, Question, Reason
from clinic_site import backup
from clinic_site.launch import Who, launch_list
from outbox.models import Letter
from staff.colleagues import MADE_UP_ADDRESS
from staff.models import StaffMember
from techniques.models import Benefit, Category, Source, Technique
from testimonials.models import Testimonial
from tests.factories import make_letter, make_staff
from tests.html import read
from tests.staff.helpers import come_in, give_second_step

pytestmark = pytest.mark.django_db
OPEN = "/admin/open-the-site/"


@pytest.fixture(autouse=True)
def _first_content(db):
    call_command("load_first_content", verbosity=0)


@pytest.fixture(autouse=True)
def backups(settings, tmp_path):
    """An empty folder for backups."""
    settings.BACKUP_FOLDER = tmp_path
    return tmp_path


def sentences():
    return [item.sentence for item in launch_list()]


def own_facts():
    """What a clinic fills in before it opens, and the backup the site makes meanwhile."""
    (backup.folder() / "clinic-20260615T071000Z.zip").touch()
    Clinic.objects.update(
        street="5 Own Street",
        phone="+12025550190",
        call_from="+12025550191",
        email="office@clinic.example",
        notified="office@clinic.example",
        only_phones=True,
        privacy_contact="The office",
        hosting_company="Host Inc.",
        mail_company="Mail Inc.",
    )
    OpeningHours.objects.filter(weekday=4).delete()
    for person in Practitioner.objects.all():
        person.name += " Sample"
        person.profession, person.license = "chiropractor", "PA 12345"
        person.save()
    Question.objects.update(answer="Ask us.")
    Reason.objects.update(confirmed_at=timezone.now())
    Technique.objects.update(
        category=Category.objects.create(name="Hands-on care"),
        reviewed_by="A. Sample, chiropractor",
        reviewed_on=timezone.localdate(),
    )
    Source.objects.update(checked_on=timezone.localdate(), checked_by="A. Sample")
    Benefit.objects.filter(name__startswith="Jaw").update(level=Benefit.Level.INCONCLUSIVE)
    give_second_step(make_staff("owner@clinic.example"))


@pytest.mark.parametrize(
    ("sentence", "mend"),
    [
        ("Address is still the sample", lambda: Clinic.objects.update(street="5 Own Street")),
        ("Phone is still the sample", lambda: Clinic.objects.update(phone="+12025550190")),
        (
            "The number you call from is missing",
            lambda: Clinic.objects.update(call_from="+12025550191"),
        ),
        (
            "E-mail address is still the sample",
            lambda: Clinic.objects.update(email="office@clinic.example"),
        ),
        (
            "No address gets the “new request” letter",
            lambda: Clinic.objects.update(notified="office@clinic.example"),
        ),
        (
            "E-mail: no letter leaves this site yet. Until then tick “We only phone”",
            lambda: Clinic.objects.update(only_phones=True),
        ),
        (
            "Privacy contact, hosting and mail company are missing",
            lambda: Clinic.objects.update(
                privacy_contact="Ann", hosting_company="H", mail_company="M"
            ),
        ),
        (
            "Hours are still the sample",
            lambda: OpeningHours.objects.filter(weekday=4).update(closes=datetime.time(15)),
        ),
        (
            "Gregg has no surname, profession or license",
            lambda: Practitioner.objects.filter(name="Gregg").update(
                name="Gregg Sample", profession="chiropractor", license="PA 1"
            ),
        ),
        (
            "“What does a visit cost?” has no answer yet",
            lambda: Question.objects.filter(kind="price").update(answer="Ask us."),
        ),
        (
            "No line under “What you can count on” is confirmed",
            lambda: Reason.objects.update(confirmed_at=timezone.now()),
        ),
        (
            "Sacro-Occipital Technique (SOT) has no named reviewer",
            lambda: Technique.objects.update(reviewed_by="A. Sample", reviewed_on="2026-01-01"),
        ),
        (
            "The category of Sacro-Occipital Technique (SOT) is missing",
            lambda: Technique.objects.update(category=Category.objects.create(name="Hands")),
        ),
    ],
)
def test_an_item_leaves_the_list_when_it_is_mended(sentence, mend):
    assert sentence in sentences()
    mend()
    assert sentence not in sentences()


def test_without_a_backup_the_site_does_not_open(backups):
    assert "No backup has been made yet" in sentences()
    (backups / "clinic-20260615T071000Z.zip").touch()
    assert "No backup has been made yet" not in sentences()


def test_a_test_letter_has_to_be_seen(settings):
    own_facts()
    settings.MAIL_LEAVES = True
    assert "Test letter not yet seen" not in sentences()
    Clinic.objects.update(only_phones=False)
    assert "Test letter not yet seen" in sentences()
    letter = make_letter(sent_at=timezone.now(), left_by="mail")
    assert "Test letter not yet seen" in sentences()
    Letter.objects.filter(pk=letter.pk).update(seen_at=timezone.now())
    assert "Test letter not yet seen" not in sentences()


def test_hours_taken_away_are_missing_too():
    OpeningHours.objects.all().delete()
    assert "Hours are still the sample" in sentences()


def test_an_address_without_https_counts_except_on_this_computer(settings):
    wrong = "The site's address does not start with https"
    settings.SITE_URL = "http://clinic.example"
    assert wrong in sentences()
    for good in ("https://clinic.example", "http://127.0.0.1:8000"):
        settings.SITE_URL = good
        assert wrong not in sentences()


def test_what_would_stop_publishing_stands_on_the_list():
    own_facts()
    Technique.objects.update(summary="TBD")
    assert "Sacro-Occipital Technique (SOT) has 1 problem to put right" in sentences()
    Source.objects.filter(key="who-2005").update(checked_on=None)
    assert "Sacro-Occipital Technique (SOT) has 2 problems to put right" in sentences()


def test_every_item_leads_to_a_page_of_the_desk(client):
    come_in(client, make_staff())
    for item in launch_list():
        assert client.get(item.url).status_code == 200, item


def test_carried_over_stories_count_down_and_never_block():
    own_facts()
    [item] = launch_list()
    last = timezone.localdate() + datetime.timedelta(days=90)
    assert item.sentence.startswith("3 stories from the former website leave the site on ")
    assert item.sentence.endswith(", in 90 days")
    assert str(last.day) in item.sentence
    assert not item.is_blocking
    Testimonial.objects.update(published_at=None)
    assert launch_list() == []


def test_a_second_step_is_offered_and_never_blocks():
    own_facts()
    TOTPDevice.objects.all().delete()
    item = launch_list()[0]
    assert (item.sentence, item.is_blocking) == ("Nobody has a second step yet", False)


def test_who_signs_in_with_the_sample_address_is_reminded_and_not_held_up():
    own_facts()
    make_staff(MADE_UP_ADDRESS)
    item = launch_list()[0]
    assert item.sentence == "You still sign in with the sample address"
    assert not item.is_blocking
    StaffMember.objects.filter(email=MADE_UP_ADDRESS).update(is_active=False)
    assert item not in launch_list()


def test_each_line_stands_below_who_settles_it(client, settings):
    settings.SITE_URL = "http://clinic.example"
    client.force_login(make_staff())
    launch = read(client.get("/admin/")).one("section", class_="launch")
    heads = [head.text for head in launch.all("h3")]
    assert heads == [str(who) for who in Who]
    below = dict(zip(heads, (part.text for part in launch.all("ul", class_="todo")), strict=True))
    for who, words in [
        (Who.OWNER, "Phone is still the sample"),
        (Who.LAWYER, "Privacy contact, hosting and mail company are missing"),
        (Who.CLINICIAN, "has no named reviewer"),
        (Who.SERVER, "The site's address does not start with https"),
        (Who.SERVER, "No backup has been made yet"),
        (Who.SERVER, "E-mail: no letter leaves this site yet."),
    ]:
        assert words in below[who], words


def test_who_has_nothing_to_do_is_not_named(client):
    own_facts()
    client.force_login(make_staff("second@clinic.example"))
    launch = read(client.get("/admin/")).one("section", class_="launch")
    assert [head.text for head in launch.all("h3")] == [Who.OWNER]


def test_the_site_opens_when_nothing_blocks_and_closes_again(client):
    own_facts()
    client.force_login(make_staff())
    assert "Open the site" in read(client.get("/admin/")).text
    response = client.post(OPEN, follow=True)
    assert "The site is open." in read(response).text
    assert Clinic.objects.get().opened_at
    assert 'name="robots"' not in client.get("/").content.decode()
    assert LogEntry.objects.get().change_message == "Opened the site."
    client.post(OPEN, {"undo": "1"})
    assert Clinic.objects.get().opened_at is None


def test_the_site_stays_closed_while_something_blocks(client):
    client.force_login(make_staff())
    response = client.post(OPEN, follow=True)
    assert "Not yet: the launch list still has open lines." in read(response).text
    assert Clinic.objects.get().opened_at is None


def test_looking_opens_nothing(client):
    own_facts()
    client.force_login(make_staff())
    assert client.get(OPEN).status_code == 405


def test_who_may_not_change_the_clinic_neither_sees_the_list_nor_opens(client):
    colleague = make_staff(is_superuser=False)
    colleague.user_permissions.add(Permission.objects.get(codename="view_appointmentrequest"))
    client.force_login(colleague)
    assert "Before you open the site" not in read(client.get("/admin/")).text
    assert client.post(OPEN).status_code == 403


def test_the_list_stands_on_the_first_page_with_its_links(client):
    client.force_login(make_staff())
    page = read(client.get("/admin/"))
    assert "Before you open the site" in page.text
    shown = {link["href"]: link.text for link in page.one("main").all("a")}
    for item in launch_list():
        assert item.url in shown
