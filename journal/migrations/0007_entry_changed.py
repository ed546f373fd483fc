from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0006_mute"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["owner", "-changed_at"], name="journal_entry_changed"),
        ),
    ]
