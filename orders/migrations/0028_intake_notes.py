"""Keep what was not taken to the letter: on orders, and on the rows that they name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ("orders", "0027_addresses_of_what_was_sent"),
    ]

    operations = [
        migrations.CreateModel(
            name='IntakeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField(null=True)),
                ('field', models.CharField(max_length=255)),
                ('text', models.CharField(max_length=512)),
                ('created_date', models.DateTimeField()),
                ('channel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.channel')),
                ('content_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='intake_notes', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('order__isnull', False)), fields=['channel', 'created_date'], name='intake_note_by_channel')],
                'constraints': [models.CheckConstraint(condition=models.Q(('order__isnull', False), ('content_type__isnull', False), _connector='XOR'), name='intake_note_on_an_order_or_a_row'), models.UniqueConstraint(condition=models.Q(('order__isnull', False)), fields=('order', 'field'), name='intake_note_once_per_order'), models.UniqueConstraint(condition=models.Q(('order__isnull', True)), fields=('content_type', 'object_id', 'field'), name='intake_note_once_per_row')],
            },
        ),
    ]
