"""Who may come into the office: the people who sign in, with what, and what they looked at."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from staff.roles import Role


class StaffMemberManager(BaseUserManager):
    """Makes colleagues; their e-mail address signs in."""

    def create_user(self, email, password=None, **extra):
        """Make and return a colleague. ``email`` is kept in lower case; extra are fields."""
        member = self.model(email=email.strip().lower(), **extra)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email, password=None, **extra):
        """Make a colleague who may do everything; only the command line calls this."""
        return self.create_user(email, password, **extra, is_staff=True, is_superuser=True)

    def may_sign_in(self):
        """Those whose password opens the clinic desk."""
        active = self.filter(is_active=True, is_staff=True)
        return [member for member in active if member.has_usable_password()]

    def get_by_natural_key(self, email):
        """Find a colleague however the address was typed."""
        return self.get(email=email.strip().lower())

    def owners(self):
        """The colleagues who may sign in and are owners."""
        return self.filter(is_active=True, groups__name=Role.OWNER)


class StaffMember(AbstractUser):
    username = None
    email = models.EmailField("e-mail address", unique=True)
    # While this is set the site made the password up: it only leads to choosing one's own.
    password_made_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = StaffMemberManager()

    class Meta:
        verbose_name = "colleague"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="staff_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def set_password(self, raw_password):
        super().set_password(raw_password)
        self.password_made_at = None

    def take_made_password(self, password):
        """Give a password the site made up, and keep both."""
        self.set_password(password)
        self.password_made_at = timezone.now()
        self.save(update_fields=["password", "password_made_at"])


class Device(models.Model):
    """A browser in which a colleague signed in: its last sign-in, and until when it is trusted."""

    member = models.ForeignKey(StaffMember, models.CASCADE, related_name="devices")
    cookie_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField(default=timezone.now)
    signed_in_at = models.DateTimeField(default=timezone.now)
    session_key = models.CharField(max_length=40, blank=True)
    remembered_until = models.DateTimeField(null=True, blank=True)
    # It changes with the password, and a remembered computer counts only with the same one.
    remembered_with = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-signed_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="staff_device_once_for_a_colleague",
                fields=["member", "cookie_hash"],
                violation_error_message="This device is known already.",
            ),
            models.CheckConstraint(
                name="staff_device_remembered_with_a_password",
                condition=Q(remembered_until=None) | ~Q(remembered_with=""),
                violation_error_message="A remembered device needs the password it is bound to.",
            ),
        ]

    def __str__(self):
        return self.words


class AuditEntryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("The audit list is append-only.")

    def delete(self):
        raise TypeError("The audit list is append-only.")

    def erase_before(self, moment):
        """Delete for good what is older than ``moment``; returns how many."""
        return self.filter(at__lt=moment)._raw_delete(self.db)


class AuditEntry(models.Model):
    """One line of the audit list: who looked at, changed or exported which reference, and when."""

    class Act(models.TextChoices):
        LOOKED = "looked", "Looked at"
        CHANGED = "changed", "Changed"
        EXPORTED = "exported", "Exported"
        ERASED = "erased", "Erased"

    at = models.DateTimeField("when", default=timezone.now)
    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name="who")
    act = models.CharField("what", max_length=8, choices=Act)
    reference = models.CharField("which", max_length=60)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "line"
        verbose_name_plural = "audit list"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="staff_audit_newest_first"),
            models.Index(fields=["reference"], name="staff_audit_reference"),
        ]
        constraints = [
            models.CheckConstraint(
                name="staff_audit_act_known",
                condition=Q(act__in=["looked", "changed", "exported", "erased"]),
                violation_error_message="This is not something the audit list knows.",
            )
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.reference}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The audit list is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The audit list is append-only.")
