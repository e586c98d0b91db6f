"""`ilike`: contains, in any case, in the form that a trigram index can answer.

Django's `icontains` compares UPPER(column), which no trigram index on the column itself can answer.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
@TextField.register_lookup
class ContainsInAnyCase(Lookup):
    lookup_name = "ilike"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        pattern = f"%{connection.ops.prep_for_like_query(self.rhs)}%"
        return f"{column} ILIKE %s", (*column_params, pattern)
