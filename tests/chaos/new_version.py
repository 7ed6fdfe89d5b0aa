"""A migration as a new version may bring it: it only adds, so that the old code still works."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "LAST")]
    operations = [
        migrations.AddField(
            "appointmentrequest", "chaos_NUMBER", models.CharField(max_length=20, null=True)
        ),
        migrations.AddIndex(
            "appointmentrequest", models.Index(fields=["name"], name="booking_chaos_NUMBER")
        ),
    ]
