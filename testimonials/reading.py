"""One story as the desk reads it: words and consent side by side, the marks, what can be done."""

from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from clinic import formats
from testimonials import decisions
from testimonials.desk_forms import AskForm, ConsentForm, DeclineForm, ReplyForm, ShortenForm


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is marked."""

    text: str
    is_marked: bool


def state_of(story, today=None):
    """Where a story stands, in a few words."""
    today = today or timezone.localdate()
    if story.erased_at:
        return "Erased"
    if story.withdrawn_at:
        return "Withdrawn"
    if story.declined_at:
        return f"Not shown: {story.get_reason_display()}"
    if story.published_at:
        return "On the site" if story.consent_until >= today else "Consent has ended"
    return _waiting_for(story)


def _waiting_for(story):
    if not story.confirmed_at:
        if story.is_letter_held:
            return "Held: it may come from a program"
        return "Waits for the writer's yes" if story.email else "Call to confirm"
    if story.asked_at:
        return "Waits for the writer's answer"
    return "The writer answered" if story.answer else "To read"


class Reading:
    """What the page about one story says. ``forms`` replaces the forms that came back."""

    def __init__(self, story, forms=None):
        self.story = story
        self.state = state_of(story)
        self.findings = decisions.marks(story)
        self.seen = decisions.digest(story)
        self.problems = list(decisions.publication_problems(story))
        self.consents = list(story.consents.select_related("recorded_by"))
        self.forms = self._fresh_forms() | (forms or {})

    def _fresh_forms(self):
        story = self.story
        texts = {"headline": story.headline, "words": story.words}
        return {
            "shorten": ShortenForm(initial=texts),
            "ask": AskForm(),
            "decline": DeclineForm(),
            "reply": ReplyForm(initial={"reply": story.reply}),
            "consent": ConsentForm(initial={"given_by": story.name}),
        }

    @property
    def headline(self):
        return self._pieces(0, len(self.story.headline))

    @property
    def words(self):
        return self._pieces(len(self.story.headline) + 1, None)

    def _pieces(self, start, end):
        """The text between two places as Pieces."""
        text = f"{self.story.headline}\n{self.story.words}"
        end = len(text) if end is None else end
        at = start
        for finding in self.findings:
            if at <= finding.start and finding.end <= end:
                yield Piece(text[at : finding.start], False)
                yield Piece(text[finding.start : finding.end], True)
                at = finding.end
        yield Piece(text[at:end], False)

    @property
    def is_closed(self):
        """Whether the writer took it back, or it is erased: nothing is left to do."""
        return bool(self.story.withdrawn_at or self.story.erased_at)

    @property
    def can_publish(self):
        return not (self.story.published_at or self.problems)

    @property
    def can_erase(self):
        return bool(self.story.withdrawn_at or self.story.declined_at) and not self.story.erased_at

    @property
    def needs_our_call(self):
        story = self.story
        return not (story.confirmed_at or story.email or story.declined_at or story.published_at)

    @property
    def holds_a_letter(self):
        """Whether a person has to say first that this may be from one."""
        story = self.story
        return story.is_letter_held and not (story.confirmed_at or story.declined_at)

    @property
    def original(self):
        """The words of the first consent, when they were longer than those of today."""
        first = self.consents[0] if self.consents else None
        return first.words if first and first.words != self.story.words else ""

    @property
    def until(self):
        until = self.story.consent_until
        return decisions.long_day(until) if until else ""

    @property
    def came_in(self):
        return formats.day(self.story.received_on, timezone.localdate())

    @property
    def history(self):
        """What colleagues did, newest first."""
        kind = ContentType.objects.get_for_model(self.story)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(self.story.pk))
        return entries.select_related("user")
