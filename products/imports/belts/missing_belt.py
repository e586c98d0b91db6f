"""Many products of the source are missing from its file: then nothing is done to them before somebody has looked."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from psycopg import sql

from products.imports.belts.belt import MOST_EXAMPLES, Belt, Example, is_more
from products.imports.missing.planning import DELETE, missing_table
from products.jobs.models import ImportJob


def found(job: ImportJob) -> Belt | None:
    """Amber from where on the import waits, red from where on the figure has to be typed."""
    facts = job.missing
    if not facts or facts["kept"] or not is_more(facts["found"], facts["of"], settings.IMPORT_MISSING_WAITS_PERCENT):
        return None
    number, of = facts["found"], facts["of"]
    does = "be deleted" if facts["action"] == DELETE else "become inactive"
    sentence = f"{number:,} of the {of:,} products of this source are not in the file and would {does}."
    is_red = is_more(number, of, settings.IMPORT_MISSING_REFUSES_PERCENT)
    return Belt("missing", number, of, sentence, _examples(job), is_red)


def _examples(job: ImportJob) -> list[Example]:
    statement = sql.SQL("SELECT sku, name FROM {} ORDER BY position LIMIT {}")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(missing_table(job), sql.Literal(MOST_EXAMPLES)))
        return [Example(record_number=None, sku=sku, says=name) for sku, name in cursor.fetchall()]
