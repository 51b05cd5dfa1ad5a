"""The State rows that the API shows, sown from the workflow."""

from django.db import migrations
from django.utils import timezone, translation

from orders import state_names


def sow(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    states = apps.get_model("orders", "State").objects
    now = timezone.now()
    for model, (enum_class, turkish) in state_names.STATES.items():
        kind, _ = content_types.get_or_create(app_label="orders", model=model)
        for code, name_tr in turkish.items():
            with translation.override("en"):
                name = str(code.label)
            states.update_or_create(
                content_type=kind,
                enum_class=enum_class,
                enum_value=str(int(code)),
                defaults={
                    "translations": {"en-us": {"name": name}, "tr-tr": {"name": name_tr}},
                    "config": {},
                    "created_date": now,
                    "modified_date": now,
                },
            )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
