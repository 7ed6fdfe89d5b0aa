from django.db import migrations

from clinic_site.roles import lay_roles


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("booking", "0003_counts_and_times_changed"),
        ("clinic", "0006_phone_alone"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("outbox", "0004_wording"),
        ("staff", "0002_devices_and_audit_list"),
        ("techniques", "0001_first"),
        ("testimonials", "0001_first"),
    ]
    operations = [migrations.RunPython(lay_roles, migrations.RunPython.noop, elidable=False)]
