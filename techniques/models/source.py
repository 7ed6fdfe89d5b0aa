"""What a statement rests on: one library of sources for all treatments."""

import reversion
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


@reversion.register()
class Source(models.Model):
    """A paper, guideline or page that a treatment page cites."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", "Guideline"
        REVIEW = "review", "Review"
        TRIAL = "trial", "Trial"
        OTHER_STUDY = "other_study", "Other study"
        SINGLE_PATIENTS = "single_patients", "Reports of single patients"
        EXPERT_BODY = "expert_body", "Expert body"
        RULE = "rule", "Rule"
        PRACTITIONER_SITE = "practitioner_site", "Practitioners' site"

    key = models.SlugField("short name", unique=True, help_text="Such as rubinstein-2019.")
    citation = models.CharField(max_length=400, help_text="Authors, year, title.")
    kind = models.CharField(max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(
                r"^10\.\d{4,9}/\S+$",
                "This does not look like a DOI. It starts with 10. and has a slash.",
            )
        ],
        help_text="As printed, such as 10.1136/bmj.l689.",
    )
    pmid = models.CharField(
        "PMID",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d+$", "A PMID is digits only.")],
        help_text="Digits as printed.",
    )
    url = models.URLField("web address", blank=True)
    checked_on = models.DateField(
        null=True, blank=True, help_text="The day a person opened and read it."
    )
    checked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="techniques_source_kind_known",
                condition=Q(
                    kind__in=[
                        "guideline",
                        "review",
                        "trial",
                        "other_study",
                        "single_patients",
                        "expert_body",
                        "rule",
                        "practitioner_site",
                    ]
                ),
                violation_error_message="Choose what kind of source this is.",
            )
        ]

    def __str__(self):
        return self.key

    @property
    def link(self):
        """The address a reader can open: the DOI's if there is one, else the PMID's, else url."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def link_text(self):
        """What the link says: the DOI, the PMID or the address without its scheme."""
        if self.doi:
            return self.doi
        return f"PMID {self.pmid}" if self.pmid else self.url.split("//")[-1].rstrip("/")
