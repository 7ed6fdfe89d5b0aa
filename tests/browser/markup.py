"""S4, S5: markup in every text that is kept, and the addresses of all pages that show it.

Run on a site's own database (``Site.shell``). A payload that runs calls ``ran()``.
"""

import json
from itertools import cycle

import reversion
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone
from reversion.models import Version

from clinic.models import Closure, Notice
from clinic_site.roles import OUR_ROOMS
from outbox.models import Letter
from staff.models import AuditEntry, StaffMember
from tests.addresses import PART, patterns
from tests.booking import helpers as booking
from tests.factories import make_letter, make_practitioner, make_request, make_story
from tests.staff.helpers import come_in
from tests.testimonials import helpers as stories

CALLS = ["<script>ran()</script>", "<img src=x onerror=ran()>", "<svg onload=ran()>"]
PAYLOADS = [
    *CALLS,
    "</title><script>ran()</script>",
    "</textarea><script>ran()</script>",
    "</script><script>ran()</script>",
    "</style><script>ran()</script>",
    "--><script>ran()</script>",
    "]]><script>ran()</script>",
    '"><script>ran()</script>',
    "'><script>ran()</script>",
    '" onmouseover=ran() autofocus onfocus=ran() x="',
    "' onfocus=ran() autofocus x='",
    "` onfocus=ran() autofocus",
    "<body onload=ran()>",
    "<iframe src=javascript:parent.ran()></iframe>",
    "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "<details open ontoggle=ran()>",
    "<input autofocus onfocus=ran()>",
    "<select autofocus onfocus=ran()>",
    "<video><source onerror=ran()></video>",
    "<audio src=x onerror=ran()>",
    "<object data=javascript:ran()></object>",
    "<embed src=javascript:ran()>",
    "<form action=javascript:ran()><button>a</button></form>",
    "<a href=javascript:ran()>a</a>",
    "javascript:ran()",
    "JaVaScRiPt:ran()",
    "java\tscript:ran()",
    "data:text/html,<script>ran()</script>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>@import '//evil.example/a.css'</style>",
    "<math><mtext><img src=x onerror=ran()></mtext></math>",
    "<svg><script>ran()</script></svg>",
    "<svg><animate onbegin=ran() attributeName=x>",
    "<noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "<template><script>ran()</script></template>",
    "<xss style=animation-name:x onanimationstart=ran()>",
    "<marquee onstart=ran()>",
    "<img/src='x'/onerror=ran()>",
    "<img src=x:x onerror=ran()//",
    "<<script>ran()//<</script>",
    "<scr<script>ipt>ran()</script>",
    "<SCRIPT>ran()</SCRIPT>",
    "<script\x0c>ran()</script>",
    "%3Cscript%3Eran()%3C/script%3E",
    "&lt;script&gt;ran()&lt;/script&gt;",
    "&#60;script&#62;ran()&#60;/script&#62;",
    "\\u003cscript\\u003eran()\\u003c/script\\u003e",
    "＜script＞ran()＜/script＞",
    "{{constructor.constructor('ran()')()}}",
    "${ran()}",
    "- <script>ran()</script>\n- <img src=x onerror=ran()>",
    "[a](javascript:ran())",
    "<https://evil.example onclick=ran()>",
    "\u202e<script>ran()</script>",
    "';ran();//",
    '";ran();//',
    "\\';ran();//",
]
ADDRESS = '"<img/src=x/onerror=ran()>"@evil.example'
# What a page needs to be found, or to be what it is.
NOT_FILLED = {
    "reference", "link_id", "submission_id", "public_id", "slug", "key", "password", "kind", "url",
    "phone", "call_from", "picture", "map_picture", "code", "cookie_hash", "session_key", "limit",
    "remembered_with", "reviewed_as", "preview_id", "attachment", "html", "doi", "pmid", "notified",
    "languages", "postal_code", "emergency_number",
}  # fmt: skip
MODELS_NOT_FILLED = {"staff.device", "clinic.sendingcount", "clinic.dailysalt", "outbox.wording"}
SEARCHED = ["/stories/", "/admin/booking/appointmentrequest/", "/admin/staff/staffmember/"]
SEARCHED += ["/admin/testimonials/testimonial/", "/admin/techniques/technique/"]
supply = cycle(PAYLOADS)


def text_for(field):
    """As many payloads as the column holds."""
    if isinstance(field, models.EmailField) or field.name == "other_contact":
        return ADDRESS
    room, text = field.max_length or 4000, next(supply)
    while len(text) + 1 + len(longer := next(supply)) <= room:
        text = f"{text} {longer}"
    return text[:room]


def fields_of(model):
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and field.name not in NOT_FILLED:
            yield field


def fill():
    """Put markup into every text of one row of everything."""
    for model in apps.get_models():
        if model._meta.app_label not in OUR_ROOMS or model._meta.label_lower in MODELS_NOT_FILLED:
            continue
        row = models.QuerySet(model).order_by("-pk").first()
        values = {field.name: text_for(field) for field in fields_of(model)}
        if model._meta.model_name == "testimonial":
            values |= {f"{name}_agreed": values[name] for name in ("headline", "words")}
        if model._meta.model_name == "technique":
            values |= {"reviewed_on": timezone.localdate()}
        if row and values:
            models.QuerySet(model).filter(pk=row.pk).update(**values)


def make():
    """One row of everything, some of it sent through the public forms."""
    for payload in PAYLOADS[:3]:
        name = f"{payload} A"
        answer = booking.send(Client(), name=name, note=payload, access=payload, email=ADDRESS)
        assert answer.status_code == 303, answer.content.decode()
        assert stories.send(Client(), name=name, headline=name, words=payload).status_code == 303
    make_practitioner("Ann"), make_practitioner("Ben"), make_story()
    request = make_request(email=ADDRESS)
    request.events.create(kind="declined", own_words="a")
    Notice.objects.create(sentence="a", from_on="2020-01-01", until_on="2999-01-01")
    Closure.objects.create(first_day="2020-01-01", last_day="2999-01-01", reason="a")
    make_letter(kind="booking.received", reference=request.reference, failed_at=timezone.now())
    member = StaffMember.objects.get()
    AuditEntry.objects.create(member=member, act="looked", reference="a")
    return member


def newest(label):
    row = models.QuerySet(apps.get_model(label)).order_by("-pk").first()
    return row.pk if row else 0


def address_of(pattern, keys):
    """The address with the newest row of its model in it, or with the key that opens it."""
    parts = pattern.split("/")
    if parts[0] == "admin" and "<path:object_id>" in pattern and parts[1] != "r":
        keys = {"": newest(f"{parts[1]}.{parts[2]}")}
    if "<int:revision_id>" in pattern:
        content = ContentType.objects.get_by_natural_key(parts[1], parts[2])
        version = Version.objects.filter(content_type=content).first()
        pattern = pattern.replace("<int:revision_id>", str(version.revision_id if version else 0))
        keys = {"": version.object_id if version else 0}
    if "letter_pk" in pattern:
        keys = {"": newest("outbox.letter")}
    fitting = [key for start, key in keys.items() if pattern.startswith(start)]
    return "/" + PART.sub(str(fitting[0]) if fitting else "x", pattern)


def keys():
    """What opens the addresses that name something."""
    requests = models.QuerySet(apps.get_model("booking.AppointmentRequest")).order_by("-pk")
    stories_of_all = models.QuerySet(apps.get_model("testimonials.Testimonial")).order_by("-pk")
    return {
        "request/": requests[0].key,
        "stories/mine/": stories_of_all[0].key,
        "stories/sent/": "x",
        "techniques/": "sacro-occipital-technique",
        "admin/guides/": "publish-a-treatment",
        "admin/welcome/": "clinic",
        "admin/outbox/letter/words/": "staff.new_device",
        "admin/booking/appointmentrequest/": requests[0].pk,
    }


def pages(client):
    """Every address that shows something, as far as a look alone opens it."""
    opening = keys()
    found = dict.fromkeys(
        address_of(p, opening) for p in patterns() if "^" not in p and "?P" not in p
    )
    found |= {f"/admin/welcome/{part}/": None for part in ("hours", "people", "questions")}
    found |= {f"{page}?q=%3Cscript%3Eran()%3C/script%3E": None for page in SEARCHED}
    shown = [page for page in found if not page.endswith((".ics", ".png", "/logout/"))]
    return [page for page in shown if is_page(client.get(page))]


def is_page(answer):
    return answer.status_code in (200, 404) and answer.headers["Content-Type"].startswith(
        "text/html"
    )


def answers(client):
    """What comes back when somebody types markup into every field of a form."""
    typed = " ".join(PAYLOADS)
    for address in ("/book/", "/stories/share/"):
        form = booking.payload if address == "/book/" else stories.payload
        yield Client().post(address, dict.fromkeys(form(Client()), typed))
        yield Client().post(
            address, form(Client(), name=typed[:70]) | {"email": ADDRESS, "note": typed}
        )
    for model in (
        "staff/staffmember",
        "clinic/notice",
        "clinic/practitioner",
        "techniques/technique",
    ):
        page = f"/admin/{model}/add/"
        names = ["first_name", "email", "sentence", "name", "bio", "profession", "slug", "tagline"]
        yield client.post(page, dict.fromkeys(names, typed))
        yield Client().post(page, dict.fromkeys(names, typed))  # signed out: it is kept
    values = {"first_name": CALLS[1], "last_name": CALLS[0], "email": ADDRESS, "role": "Editor"}
    yield client.post("/admin/staff/staffmember/add/", values, follow=True)
    yield client.post("/admin/testimonials/testimonial/invite/", {"addresses": typed}, follow=True)
    yield Client().post("/admin/login/", {"username": typed, "password": typed, "next": typed})
    yield client.get("/nowhere/<script>ran()</script>/")


def run():
    """Fill the site and print what a browser has to open: cookie, pages, answers, letters."""
    setup_test_environment()
    member = make()
    with reversion.create_revision():
        for model in reversion.get_registered_models():
            if row := models.QuerySet(model).order_by("-pk").first():
                reversion.add_to_revision(row)
    letters = [html for html in Letter.objects.values_list("html", flat=True) if html]
    fill()
    client = Client()
    come_in(client, member)
    found = {
        "pages": pages(client),
        "shown": [answer.content.decode() for answer in answers(client)] + letters,
        "session": client.cookies["sessionid"].value,
    }
    print(json.dumps(found))
