"""The end of the first run makes a backup, as long as the site is not open."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from clinic.models import Clinic
from clinic_site import backup
from clinic_site.launch import launch_list
from tests.factories import make_staff
from tests.html import read
from tests.staff.helpers import come_in

# A backup is made outside any transaction.
pytestmark = pytest.mark.django_db(transaction=True)
MISSING = "No backup has been made yet"
SAID = "A backup of it all was made."
LAST = "/admin/welcome/sign-in/"
OWN = {"first_name": "Karen", "last_name": "Sample", "email": "karen@clinic.example"}


def is_missing():
    return MISSING in {item.sentence for item in launch_list()}


def test_the_end_of_the_first_run_makes_a_backup(client, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path / "backups"
    call_command("load_first_content", verbosity=0)
    come_in(client, make_staff("karen@clinic.example"))
    assert is_missing()
    page = read(client.post(LAST, OWN, follow=True))
    assert SAID in page.text
    assert MISSING not in page.text
    [path] = backup.backups()
    assert backup.check(path)["rows"]["clinic_clinic"] == 1

    path.unlink()
    Clinic.objects.update(opened_at=timezone.now())
    page = read(client.post(LAST, OWN, follow=True))
    assert SAID not in page.text
    assert backup.backups() == []
