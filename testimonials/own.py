"""The writer's own page: where the story stands, what may be done, and doing it."""

from django.conf import settings
from django.utils import timezone

from clinic import formats
from clinic.templatetags.clinic import phone
from testimonials import terms, wording, writer
from testimonials.forms import AnswerForm, digest
from testimonials.models import Consent
from testimonials.models.choices import SENTENCES


class OwnPage:
    """The words of one story's page, at the moment of ``facts``."""

    done = ""
    fault = ""

    def __init__(self, story, facts):
        self.story = story
        self.facts = facts
        self.answer_form = AnswerForm()

    @property
    def state(self):
        """Where the story stands, as a sentence."""
        story = self.story
        if story.withdrawn_at:
            return f"Withdrawn on {self._day(story.withdrawn_at)}"
        if story.declined_at:
            return f"Not shown. {SENTENCES.get(story.reason, '')}".strip()
        if not story.confirmed_at and not story.published_at:
            return "Waiting for your yes" if story.email else "Waiting for our call"
        if story.asked_at:
            return "Waiting for your answer"
        if story.is_public:
            return f"On our site since {self._day(story.published_at)}"
        return "Not shown. Your consent has ended." if story.published_at else "Being read"

    def _day(self, moment):
        return formats.day(timezone.localdate(moment), self.facts.today)

    @property
    def is_unconfirmed(self):
        """Whether the yes to the whole story is still to come."""
        story = self.story
        return not (story.confirmed_at or story.declined_at or story.withdrawn_at)

    @property
    def can_confirm(self):
        """Who only gave a phone number is confirmed by our call."""
        return self.is_unconfirmed and bool(self.story.email)

    @property
    def can_change(self):
        return bool(self.story.confirmed_at) and not self.story.withdrawn_at

    @property
    def is_ending(self):
        """Whether the consent ends soon or has ended, and can be given anew."""
        until = self.story.consent_until
        if not until or not self.can_change or self.story.declined_at:
            return False
        return (until - self.facts.today).days <= terms.ENDING_DAYS

    @property
    def until(self):
        """ "March 3, 2031", or nothing."""
        until = self.story.consent_until
        return f"{until:%B} {until.day}, {until.year}" if until else ""

    @property
    def email_masked(self):
        """ "m…@example.com"."""
        name, _, host = self.story.email.partition("@")
        return f"{name[:1]}…@{host}" if host else ""

    @property
    def phone_masked(self):
        number = self.story.phone
        return f"the number ending in {number.as_e164[-4:]}" if number else ""

    @property
    def call_from(self):
        return phone(self.facts.clinic.call_from) if self.facts.clinic.call_from else ""

    @property
    def agreed(self):
        """The text of the last yes, for the writer to keep, as lines."""
        given = [line for line in self.story.consents.all() if line.kind == Consent.Kind.GIVEN]
        return given[-1].wording.split("\n") if given else []

    @property
    def to_agree(self):
        """The Points a yes on this page would agree to from now on."""
        until = terms.consent_until(self.facts.today)
        offered = self.story
        return wording.points(self.facts.clinic, settings.SITE_URL, until, offered)

    @property
    def seen(self):
        return digest(wording.as_text(self.to_agree))

    def act(self, data):
        """Do what the button of the page says; returns whether that was possible.

        ``data`` is what was posted: "act", and what belongs to it.
        """
        try:
            return self._act(data)
        except writer.NotNow:
            self.fault = "That is no longer possible. Here is how your story stands."
            self.story.refresh_from_db()
            return False

    def _act(self, data):
        act, story = data.get("act"), self.story
        if act == "answer":
            return self._answer(data)
        if act in {"shorter", "keep"} and data.get("seen") != self.seen:
            self.fault = "What you agree to has changed meanwhile. Read it once more."
            return False
        text = wording.as_text(self.to_agree)
        acts = {
            "yes": lambda: self.can_confirm and writer.confirm(story),
            "no": lambda: self.can_confirm and writer.deny(story),
            "shorter": lambda: writer.agree_to_shorter(story, text),
            "not_shorter": lambda: writer.refuse_shorter(story),
            "keep": lambda: writer.keep(story, text),
            "withdraw": lambda: writer.withdraw(story),
        }
        return act in acts and bool(acts[act]())

    def _answer(self, data):
        self.answer_form = AnswerForm(data)
        if not self.answer_form.is_valid():
            return False
        writer.answer(self.story, self.answer_form.cleaned_data["answer"])
        return True
