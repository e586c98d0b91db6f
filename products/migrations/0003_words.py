import django.contrib.postgres.indexes
from django.db import migrations, models

import products.models.vocabulary

# Words are what stands between spaces. So are most texts cut up at the speed of C; in a long one a word may be too
# long for the index and is replaced by a mark (`products.models.vocabulary.UNINDEXED`).
WORDS = r"""
    CREATE FUNCTION products_words_of_long_text(text text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(
        SELECT CASE WHEN octet_length(word) <= 255 THEN lower(word) ELSE E'\x01' END
        FROM unnest(string_to_array(text, ' ')) AS word
    );

    CREATE FUNCTION products_words(name text, description text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN octet_length(name) + octet_length(description) < 1700
        THEN string_to_array(lower(name || ' ' || description), ' ')
        ELSE products_words_of_long_text(name || ' ' || description)
    END;
"""

NO_WORDS = "DROP FUNCTION products_words(text, text), products_words_of_long_text(text)"

# Those of products that are there already.
KNOWN_WORDS = """
    INSERT INTO products_word (word)
    SELECT DISTINCT unnest(products_words(name, description)) FROM products_product
"""


class Migration(migrations.Migration):

    dependencies = [
        ("products", "0002_orders_and_changes"),
    ]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.CreateModel(
            name="Word",
            fields=[("word", models.TextField(db_collation="C", primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(KNOWN_WORDS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="word",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="word_by_part", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RemoveIndex(model_name="product", name="products_search"),
        migrations.RemoveIndex(model_name="product", name="products_by_active"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["sku_key"], name="products_inactive", condition=models.Q(("active", False))
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(
                products.models.vocabulary.Words("name", "description"), name="products_by_word"
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["sku"], name="products_by_part_of_sku", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
