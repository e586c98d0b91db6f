from django.db import migrations

FORWARDS = """
    ALTER TABLE products_product ADD COLUMN brand varchar(40) NOT NULL DEFAULT '';
    ALTER TABLE products_stretch ADD COLUMN brands_before text[], ADD COLUMN brands_after text[];
"""
BACKWARDS = """
    ALTER TABLE products_product DROP COLUMN brand;
    ALTER TABLE products_stretch DROP COLUMN brands_before, DROP COLUMN brands_after;
"""


class Migration(migrations.Migration):
    dependencies = [("products", "0004_stretches")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
