from django.db import migrations, models

# One row a statement, however many products it adds or removes. Emptying the table takes back what all rows say, rather
# than removing them, so that it does not matter whether somebody folds them at that moment.
COUNT = """
    CREATE FUNCTION products_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO products_sizechange (difference) SELECT count(*) FROM moved HAVING count(*) > 0;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO products_sizechange (difference) SELECT -count(*) FROM moved HAVING count(*) > 0;
        ELSE
            INSERT INTO products_sizechange (difference)
            SELECT -sum(difference) FROM products_sizechange HAVING sum(difference) <> 0;
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER products_added AFTER INSERT ON products_product
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION products_count_change();

    CREATE TRIGGER products_removed AFTER DELETE ON products_product
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION products_count_change();

    CREATE TRIGGER products_emptied AFTER TRUNCATE ON products_product
    FOR EACH STATEMENT EXECUTE FUNCTION products_count_change();
"""

NO_COUNT = """
    DROP TRIGGER products_added ON products_product;
    DROP TRIGGER products_removed ON products_product;
    DROP TRIGGER products_emptied ON products_product;
    DROP FUNCTION products_count_change();
"""

# The triggers' lock keeps writers away until the migration is committed, so nothing is missed or counted twice.
COUNTED_BEFORE = "INSERT INTO products_sizechange (difference) SELECT count(*) FROM products_product HAVING count(*) > 0"


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0005_orders_read_from_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SizeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("difference", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(COUNT, NO_COUNT),
        migrations.RunSQL(COUNTED_BEFORE, migrations.RunSQL.noop),
    ]
