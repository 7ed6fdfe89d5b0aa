"""What patients said, that they let us say it, and whom we asked."""

from testimonials.models.choices import Connection, NameForm, Reason, Route
from testimonials.models.consent import Consent
from testimonials.models.invitation import Invitation
from testimonials.models.story import Testimonial

__all__ = ["Connection", "Consent", "Invitation", "NameForm", "Reason", "Route", "Testimonial"]
