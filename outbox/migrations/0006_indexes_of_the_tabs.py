from django.db import migrations, models

from clinic_site.large_tables import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("outbox", "0005_indexes_of_the_desk"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="letter",
            index=models.Index(
                condition=models.Q(
                    ("sent_at__isnull", False), ("dropped_at__isnull", False), _connector="OR"
                ),
                fields=["-written_at", "-id"],
                name="outbox_gone_newest",
            ),
        ),
    ]
