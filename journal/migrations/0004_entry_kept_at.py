from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_template"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="kept_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
