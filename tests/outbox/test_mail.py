"""A letter as the mail server gets it: its headers, its parts, and the line it travels on."""

import ssl
import subprocess

import icalendar
import pytest

from outbox import delivery
from outbox.kinds import kinds
from outbox.models import Letter
from outbox.post import DISCREET_SENDER, post
from tests.factories import make_clinic
from tests.outbox.conftest import use
from tests.outbox.mail_server import MailServer
from tests.programs import needs

pytestmark = pytest.mark.django_db
ENTRY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Clinic//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n"
    "UID:a1@clinic.example\r\nDTSTAMP:20270615T140000Z\r\nDTSTART:20270616T140000Z\r\n"
    "SUMMARY:Appointment 4K7-P29\r\nLOCATION:Café Street 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(autouse=True)
def clinic():
    return make_clinic()


def delivered(server):
    delivery.deliver_due()
    return server.messages[-1]


def test_the_headers(server, letter):
    sent = letter()
    message = delivered(server)
    assert message["From"] == "Natural Healthcare Services <desk@clinic.example>"
    assert message["Reply-To"] == "desk@example.com"
    assert message["To"] == "maria@example.com"
    assert message["Subject"] == "About 4K7-P29"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{sent.message_id}@clinic.example>"
    assert message["Date"].datetime


def test_a_discreet_letter_does_not_tell_who_writes(server, letter):
    letter(discreet=True)
    message = delivered(server)
    assert message["From"] == f"{DISCREET_SENDER} <desk@clinic.example>"
    assert message["Subject"] == "Message 4K7-P29"
    assert "Natural Healthcare" not in str(message.get_body("plain").get_content())
    assert "Natural Healthcare" not in str(message.get_body("html").get_content())


def test_a_name_with_line_breaks_and_accents_makes_no_header(server, letter, clinic):
    clinic.name = 'Clinic "Übung",\r\nBcc: everybody@example.com'
    clinic.save()
    letter()
    message = delivered(server)
    assert message["Bcc"] is None
    [sender] = message["From"].addresses
    assert sender.display_name == 'Clinic "Übung", Bcc: everybody@example.com'
    assert sender.addr_spec == "desk@clinic.example"


def test_what_a_patient_typed_reaches_no_header(server, letter):
    text = "Maria\r\nBcc: everybody@example.com\r\n\r\nmore"
    post("sample.plain", "maria@example.com", {"name": text, "reference": text})
    message = delivered(server)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_an_address_with_a_line_break_leaves_nothing(server, letter):
    Letter.objects.filter(pk=letter().pk).update(to="a@example.com\nBcc: b@example.com")
    delivery.deliver_due()
    assert server.messages == []
    assert Letter.objects.get().error_class


def test_text_and_html_go_out_together_without_pictures(server, letter):
    letter()
    message = delivered(server)
    assert message.get_content_type() == "multipart/alternative"
    html = message.get_body("html").get_content()
    assert "<img" not in html
    assert "prefers-color-scheme:dark" in html
    assert "Hello Maria," in message.get_body("plain").get_content()


def test_a_calendar_entry_is_attached(server, letter):
    letter(attachment=("appointment.ics", ENTRY))
    [part] = delivered(server).iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "appointment.ics"
    [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert event["LOCATION"] == "Café Street 1"


def test_without_a_mail_server_it_lands_in_the_folder(settings, tmp_path, letter):
    settings.EMAIL_BACKEND = "outbox.folder.EmailBackend"
    settings.LETTER_FOLDER = tmp_path / "mail"
    settings.MAIL_LEAVES = False
    kept = letter()
    delivery.deliver_due()
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == f"{kept.message_id}.eml"
    assert b"Subject: About 4K7-P29\r\n" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    kept.refresh_from_db()
    assert kept.left_by == "folder"


@needs("openssl")
def test_a_server_that_cannot_prove_its_name_gets_nothing(settings, letter, tmp_path):
    use(settings, 0)
    settings.EMAIL_USE_TLS = True
    server = MailServer(tls_context=self_signed(tmp_path))
    server.start()
    settings.EMAIL_PORT = server.port
    letter()
    delivery.deliver_due()
    server.stop()
    assert server.messages == []
    assert Letter.objects.get().error_class == "SSLCertVerificationError"


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted(server, settings, letter):
    settings.EMAIL_USE_TLS = True
    letter()
    delivery.deliver_due()
    assert server.messages == []
    assert Letter.objects.get().error_class == "SMTPNotSupportedError"


def self_signed(folder):
    """A TLS context whose certificate nobody vouches for."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(  # noqa: S603
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_a_kind_knows_its_placeholders(settings):
    settings.LETTER_KINDS = ["tests.outbox.sample_kinds.KINDS"]
    assert kinds()["sample.linked"].placeholders == {"link"}
    with pytest.raises(KeyError, match="sample.plain knows no color"):
        post("sample.plain", "a@example.com", {"color": "red"})
