"""The piece that was packed for a unit, also frozen on its invoice; what a product asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0033_transition_by_created'),
    ]

    operations = [
        migrations.AddField(
            model_name='invoiceline',
            name='imei',
            field=models.CharField(blank=True, db_default='', default='', max_length=15),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='seal',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='serial_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=128),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='packed_imei',
            field=models.CharField(blank=True, db_default='', default='', max_length=15),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='packed_seal',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='packed_serial',
            field=models.CharField(blank=True, db_default='', default='', max_length=128),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='packed_sku',
            field=models.CharField(blank=True, db_default='', default='', max_length=128),
        ),
        migrations.AddField(
            model_name='product',
            name='serial_kind',
            field=models.CharField(blank=True, choices=[(None, 'none'), ('serial', 'serial number'), ('imei', 'IMEI')], db_default='', default='', help_text='What has to be read from each unit before its package can be packed.', max_length=8, verbose_name='number of each unit'),
        ),
    ]
