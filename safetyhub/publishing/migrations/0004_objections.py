import django.db.models.deletion
from django.db import migrations, models

from safetyhub.publishing.stages import Verb


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0003_heartbeat"),
    ]

    operations = [
        migrations.AddField(
            model_name="owedreview",
            name="objection",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publishing.transition",
            ),
        ),
        migrations.AlterField(
            model_name="transition",
            name="verb",
            field=models.CharField(choices=Verb.choices, max_length=20),
        ),
    ]
