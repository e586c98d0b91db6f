"""What is striking about what a plan would do to products. Small plans are not looked at: nothing of theirs matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection
from psycopg import sql

from products.fields.cells import shorten
from products.imports.belts import new_names, spread
from products.imports.belts.belt import MOST_EXAMPLES, Belt, Example, belt, is_more
from products.imports.belts.figures import Figures
from products.imports.belts.new_names import Names
from products.imports.belts.spread import Spread
from products.imports.steps import reviewed
from products.jobs.models import ImportJob


def belts_of(
    job: ImportJob, limits: Mapping[str, int], *, new: int, changed: int, figures: Figures | None = None
) -> Iterator[Belt]:
    """`new`, `changed`: products of the plan, at least as many as are to be applied. `figures`: if they are known."""
    keys = {field.key for field in reviewed.changed_fields(job)}
    if changed >= limits["at_least"] and keys & {"price", "active"}:
        share = limits["price_change"] / 100
        yield from _of_prices(job, limits, figures.spread if figures else spread.spread_of(job, jump=share))
    if "name" in keys and new + changed >= limits["at_least"]:
        yield from _of_names(job, limits, figures.names if figures else new_names.names_of(job))


def _of_prices(job: ImportJob, limits: Mapping[str, int], found: Spread) -> Iterator[Belt]:
    share = limits["price_change"] / 100
    if (jumps := found.beyond(share)) >= limits["at_least"]:
        priced = _ask("SELECT count(price) FROM products_product")
        if is_more(jumps, priced, limits["price_jump"]):
            condition = spread.jumps(job, jump=share)
            yield belt("price_jump", jumps, priced, _jump(jumps, priced, limits), _of_price(job, condition))
    yield from _ratio(job, found, limits)
    if found.deactivated >= limits["at_least"]:
        products = _ask("SELECT count(*) FROM products_product")
        if is_more(found.deactivated, products, limits["deactivated"]):
            sentence = f"{found.deactivated:,} of {products:,} products become inactive."
            yield belt("deactivated", found.deactivated, products, sentence, _examples(job, spread.DEACTIVATED, "name"))


def _ratio(job: ImportJob, found: Spread, limits: Mapping[str, int]) -> Iterator[Belt]:
    """The factor that fits most of the changed prices."""
    if found.changed < limits["at_least"]:
        return
    fitting = {factor: found.between(*factor.bounds) for factor in spread.factors()}
    factor = max(fitting, key=lambda each: fitting[each])
    if fitting[factor] * 100 >= found.changed * limits["price_ratio"]:
        sentence = (
            f"{fitting[factor]:,} of {found.changed:,} changed prices are {factor.in_words} what they were. "
            "A decimal separator or a tax may have been mistaken."
        )
        examples = _of_price(job, spread.alike(factor))
        yield belt("price_ratio", fitting[factor], found.changed, sentence, examples)


def _jump(jumps: int, priced: int, limits: Mapping[str, int]) -> str:
    return f"{jumps:,} of the catalogue's {priced:,} prices change by more than {limits['price_change']} %."


def _of_names(job: ImportJob, limits: Mapping[str, int], names: Names) -> Iterator[Belt]:
    if names.skus >= limits["at_least"] and is_more(names.skus, names.given, limits["names"]):
        sentence = f"{names.skus:,} of {names.given:,} new names are only the SKU. Another column may be the name."
        yield belt("names", names.skus, names.given, sentence, _examples(job, new_names.ONLY_SKU, "name"))
        return
    alike = new_names.frequent_of(job, new=names.new)
    if alike.products >= limits["at_least"] and is_more(alike.products, names.new, limits["same_name"]):
        sentence = f"{alike.products:,} of {names.new:,} new products are called “{shorten(alike.name)}”."
        examples = _examples(job, new_names.is_called(alike.name), "name")
        yield belt("names", alike.products, names.new, sentence, examples)


def _of_price(job: ImportJob, condition: sql.Composable) -> list[Example]:
    return _examples(job, condition, "price_before::text || ' → ' || coalesce(price::text, 'none')")


def _examples(job: ImportJob, condition: sql.Composable, says: str) -> list[Example]:
    statement = sql.SQL(
        "SELECT record_number, sku, coalesce({says}, name_before) FROM {rows} plan WHERE {condition}"
        " ORDER BY position LIMIT {most}"
    ).format(
        says=sql.SQL(says),
        rows=reviewed.rows_that_remain(job),
        condition=condition,
        most=sql.Literal(MOST_EXAMPLES),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Example(record_number=number, sku=sku, says=said) for number, sku, said in cursor.fetchall()]


def _ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
