"""Who may come into the office: the people who sign in at the clinic desk."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


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


class StaffMember(AbstractUser):
    username = None
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = StaffMemberManager()

    class Meta:
        verbose_name = "colleague"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="staff_email_is_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()
