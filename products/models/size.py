"""How many products there are, exactly and at once, at any size.

Every statement that adds or removes products leaves a row that says how many: triggers do that, so no door can forget
it (docs/adr/0012). Rows are only ever added, so nobody waits for anybody; the beat folds them into one.
"""

from django.db import connection, models

FOLD_FROM = 100
"""So many rows are summed up in no time."""


class SizeChange(models.Model):
    """Products that a statement added, less those it removed."""

    difference = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.difference:+}"


def number_of_products() -> int:
    """All that there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(difference), 0) FROM products_sizechange")
        return int(cursor.fetchone()[0])


def fold() -> None:
    """Replace the rows by one with their sum. Whoever reads or adds meanwhile does not notice."""
    if SizeChange.objects.count() >= FOLD_FROM:
        with connection.cursor() as cursor:
            cursor.execute(_FOLD)


_FOLD = """
    WITH folded AS (
        DELETE FROM products_sizechange
        WHERE id IN (SELECT id FROM products_sizechange FOR UPDATE SKIP LOCKED)
        RETURNING difference
    )
    INSERT INTO products_sizechange (difference)
    SELECT sum(difference) FROM folded HAVING count(*) > 0
"""
