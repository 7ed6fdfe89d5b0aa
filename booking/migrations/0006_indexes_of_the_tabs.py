from django.db import migrations, models

from clinic_site.large_tables import AddIndexMeanwhile, RemoveIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("booking", "0005_closed_newest"),
        ("clinic", "0008_words_beside_fields"),
        ("techniques", "0003_words_beside_fields"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="appointmentrequest",
            index=models.Index(
                fields=["status", "reply_due_at", "answered_at"], name="booking_who_waits"
            ),
        ),
        AddIndexMeanwhile(
            model_name="appointmentrequest",
            index=models.Index(fields=["status", "starts_at", "ends_at"], name="booking_who_comes"),
        ),
        AddIndexMeanwhile(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["request", "expires_at"],
                name="booking_offer_kept_until",
            ),
        ),
        RemoveIndexMeanwhile(
            model_name="appointmentrequest",
            name="booking_status_due",
        ),
        RemoveIndexMeanwhile(
            model_name="appointmentrequest",
            name="booking_status_starts",
        ),
    ]
