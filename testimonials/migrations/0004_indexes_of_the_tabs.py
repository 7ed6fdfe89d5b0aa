from django.db import migrations, models

from clinic_site.large_tables import AddIndexMeanwhile, RemoveIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("clinic", "0008_words_beside_fields"),
        ("techniques", "0003_words_beside_fields"),
        ("testimonials", "0003_held_letters"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                fields=["-published_at", "-public_id", "consent_until"],
                name="testimonials_shown_newest",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                fields=["consent_until", "published_at", "public_id", "confirmed_at"],
                name="testimonials_consent_ends",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(
                    ("declined_at", None),
                    ("erased_at", None),
                    ("published_at", None),
                    ("withdrawn_at", None),
                ),
                fields=[
                    "-received_on",
                    "-id",
                    "confirmed_at",
                    "asked_at",
                    "email",
                    "is_letter_held",
                ],
                name="testimonials_undecided",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                fields=[
                    "-received_on",
                    "-id",
                    "declined_at",
                    "withdrawn_at",
                    "published_at",
                    "consent_until",
                ],
                name="testimonials_came_in_state",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                fields=["stars", "-published_at", "-public_id"],
                name="testimonials_shown_by_stars",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                fields=["technique", "-published_at", "-public_id"],
                name="testimonials_shown_by_tech",
            ),
        ),
        AddIndexMeanwhile(
            model_name="testimonial",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                fields=["practitioner", "-published_at", "-public_id"],
                name="testimonials_shown_by_person",
            ),
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_newest_first",
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_by_stars",
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_by_tech",
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_by_person",
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_came_in",
        ),
        RemoveIndexMeanwhile(
            model_name="testimonial",
            name="testimonials_consent_until",
        ),
    ]
