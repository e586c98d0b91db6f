"""Damaged files: what is stored stands in the file, and rows that no damage has touched are stored."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.corpus.kinds import ALONE, KINDS, OF_HEADERS, damaged
from tests.corpus.ours import stored
from tests.corpus.sheet import Sheet
from tests.corpus.shops import SHOPS, Shop
from tests.corpus.truth import Verdict, judge

LOST = OF_HEADERS | {"all rows short", "all rows long, filled", "nameless cell and rows as long"}
"""Kinds that may cost the file."""
SEEDS = range(2)
TOUCHED_BESIDE = 0.02
"""The share of sound rows that damage beside them may cost."""


def verdict_on(sheet: Sheet) -> Verdict:
    return judge(sheet, *stored(sheet.content))


def verdict_on_kind(kind: str) -> Verdict:
    verdict = Verdict()
    for shop in SHOPS:
        for seed in SEEDS:
            verdict.add(verdict_on(damaged(shop, (kind,), seed)))
    return verdict


@pytest.mark.parametrize("kind", KINDS)
def test_damage_costs_rows_but_stores_nothing_that_the_file_does_not_say(kind: str) -> None:
    verdict = verdict_on_kind(kind)

    assert verdict.wrong == []
    assert verdict.lost == 0 or kind in LOST
    assert verdict.refused <= verdict.sound * TOUCHED_BESIDE


@pytest.mark.parametrize(
    "kind", ["nothing", "line ends CR", "line ends mixed", "byte order mark", "header comes again"]
)
def test_what_is_no_damage_costs_no_row(kind: str) -> None:
    verdict = verdict_on_kind(kind)

    assert (verdict.exact, verdict.wrong) == (verdict.records, [])


@settings(derandomize=True, max_examples=250)  # some pairs leave a file that says something else
@given(
    st.sampled_from(SHOPS),
    st.lists(st.sampled_from(sorted(KINDS.keys() - ALONE)), min_size=2, max_size=2),
    st.integers(0),
)
def test_two_damages_store_nothing_that_the_file_does_not_say(shop: Shop, kinds: list[str], seed: int) -> None:
    assume(not OF_HEADERS.issuperset(kinds))

    assert verdict_on(damaged(shop, (*kinds,), seed)).wrong == []


def test_judge_tells_wrong_values_from_exact_ones_and_from_refused_rows() -> None:
    sheet = damaged(SHOPS[2], ("nothing",), 1, rows=3)
    right, wrong = (
        {"sku": sku, "price": price, "stock": stock}
        for sku, price, stock in (sheet.said[0], [*sheet.said[1][:2], "-1"])
    )

    verdict = judge(sheet, [right, wrong, {**right, "sku": "unknown"}], ["sku", "price", "stock"])

    assert (verdict.exact, len(verdict.wrong), verdict.refused, verdict.sound) == (1, 2, 2, 3)
