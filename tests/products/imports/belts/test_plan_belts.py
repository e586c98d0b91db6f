"""What is striking about a plan: it holds an import that would be applied, until its figure is typed."""

from collections.abc import Sequence

import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from products.imports.belts.confirming import ConfirmNeeded, belts_of
from products.imports.review import deciding
from products.imports.review.leaving_out import Part, leave_out, take_back
from products.imports.steps import planning
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.belts.conftest import MANY, file_of, found, go_on, rows

pytestmark = pytest.mark.usefixtures("mugs")


@pytest.mark.parametrize(
    ("price", "belts"),
    [
        (10.00, {}),
        (10.50, {}),
        (13.00, {}),
        (13.01, {"price_jump": 120}),
        (6.99, {"price_jump": 120}),
        (7.00, {}),
        (12.20, {"price_ratio": 120}),
        (12.75, {}),
        (8.20, {"price_ratio": 120}),
        (1000, {"price_jump": 120, "price_ratio": 120}),
        (0.10, {"price_jump": 120, "price_ratio": 120}),
        (0, {"price_jump": 120}),
    ],
)
def test_prices_that_move_together_or_far_hold_the_import(
    import_file: Import, price: float, belts: dict[str, int]
) -> None:
    job = import_file(file_of(*rows(range(MANY), price=price)))

    assert found(job) == belts
    assert job.status == ("awaiting_review" if belts else "completed")


def test_held_import_has_changed_nothing_and_says_why(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=1000)))

    assert (job.mode, job.phase, counts(job)) == ("apply", "planning", {})
    assert catalogue()["M-7"][2] == "10.00"
    jump, ratio = belts_of(job).belts
    assert jump["sentence"] == "120 of the catalogue's 120 prices change by more than 30 %."
    assert jump["examples"][0] == {"record_number": 2, "sku": "M-0", "says": "10.00 → 1000.00"}
    assert len(jump["examples"]) == 10
    assert ratio["sentence"].startswith("120 of 120 changed prices are 100 times what they were.")


@pytest.mark.parametrize("price", [13.01, 1000])
def test_fewer_than_a_hundred_hold_nothing(import_file: Import, price: float) -> None:
    assert import_file(file_of(*rows(range(99), price=price))).status == "completed"


def test_small_share_of_the_catalogue_is_no_jump(import_file: Import) -> None:
    Product.objects.bulk_create(
        Product(sku=f"P-{number}", sku_key=f"p-{number}", name="Pot", price=1) for number in range(500)
    )

    assert found(import_file(file_of(*rows(range(MANY), price=14)))) == {}


def test_prices_that_go_away_or_begin_at_nothing_are_jumps(import_file: Import) -> None:
    Product.objects.filter(sku__endswith="1").update(price=0)
    lines = [line.replace("10.00", "" if number % 10 else "5.00") for number, line in enumerate(rows(range(MANY)), 9)]

    job = import_file(file_of(*lines), on_blank="clear")

    assert found(job) == {"price_jump": 120}


def test_price_that_is_new_is_no_jump(import_file: Import) -> None:
    Product.objects.update(price=None)

    assert found(import_file(file_of(*rows(range(MANY), price=1000)))) == {}


def test_products_that_become_inactive_hold_the_import(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), active="no")))

    assert found(job) == {"deactivated": 120}
    assert belts_of(job).belts[0]["sentence"] == "120 of 120 products become inactive."


@pytest.mark.parametrize(
    ("name", "belts"), [("Pot {}", {}), ("P-{}", {"names": 120}), ("Pot", {"names": 120}), ("M-{}", {})]
)
def test_new_names_that_tell_nothing_hold_the_import(import_file: Import, name: str, belts: dict[str, int]) -> None:
    lines = [line.replace("M-", "P-", 1) for line in rows(range(MANY), name=name)]

    assert found(import_file(file_of(*lines))) == belts


def test_changed_names_that_are_the_sku_hold_the_import(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), name="M-{}")))

    assert found(job) == {"names": 120}
    assert belts_of(job).belts[0]["examples"][0] == {"record_number": 2, "sku": "M-0", "says": "M-0"}


def test_one_name_among_very_many_is_found_by_the_statistics(
    import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("products.imports.belts.new_names.COUNTED_ONE_BY_ONE", 100)
    lines = [f"P-{number},{'Pot' if number % 4 == 0 else f'Pan {number}'},1.00,yes" for number in range(480)]

    assert found(import_file(file_of(*lines))) == {"names": 120}


def test_red_belt_wants_its_figure(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=1000)))

    for typed, missing in (
        (None, {"price_jump": 120, "price_ratio": 120}),
        ({"price_jump": 120}, {"price_ratio": 120}),
    ):
        with pytest.raises(ConfirmNeeded) as refused:
            deciding.apply(job, by=None, confirm=typed)
        assert refused.value.figures == missing
    with pytest.raises(ConfirmNeeded):
        deciding.apply(job, by=None, confirm={"price_jump": 12, "price_ratio": 120})
    job.refresh_from_db()
    assert job.status == "awaiting_review"

    deciding.apply(job, by=None, confirm={"price_jump": 120, "price_ratio": 120, "names": 3})

    assert (go_on(job).status, counts(job)) == ("completed", {"updated": 120})
    assert catalogue()["M-7"][2] == "1000.00"
    assert belts_of(job).confirmed == {"price_jump": 120, "price_ratio": 120}


def test_product_that_moved_while_the_import_was_held_is_a_conflict(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=14)))
    Product.objects.filter(sku="M-7").update(price=9, version=2)

    deciding.apply(job, by=None, confirm={"price_jump": 120})

    assert counts(go_on(job)) == {"updated": 119, "conflicts": 1}
    assert catalogue()["M-7"][2] == "9.00"


def test_figures_follow_what_is_left_out(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=14)))

    leave_out(job, Part(skus=["M-1", "M-2"]))
    assert found(job) == {"price_jump": 118}
    leave_out(job, Part(fields=["price"]))
    assert found(job) == {}
    take_back(job, Part())
    assert found(job) == {"price_jump": 120}

    leave_out(job, Part(fields=["price"]))
    deciding.apply(job, by=None)
    assert counts(go_on(job)) == {"skipped": 120}


def test_reviewed_import_is_held_too(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=14)), mode="review")

    with pytest.raises(ConfirmNeeded):
        deciding.apply(job, by=None)


def test_dry_run_tells_and_does_not_wait(keep_file: Import) -> None:
    job = go_on(keep_file(file_of(*rows(range(MANY), price=14)), dry_run=True))

    assert (job.status, found(job)) == ("completed", {"price_jump": 120})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMPORT_BELT_AT_LEAST", 121),
        ("IMPORT_BELT_PRICE_CHANGE_PERCENT", 40),
        ("IMPORT_BELT_PRICE_JUMP_PERCENT", 100),
        ("IMPORT_BELTS_AMBER", ["price_jump"]),
    ],
)
def test_site_sets_the_limits(import_file: Import, settings: Settings, name: str, value: object) -> None:
    setattr(settings, name, value)

    assert import_file(file_of(*rows(range(MANY), price=14))).status == "completed"


@pytest.mark.parametrize(("rates", "held"), [([19, 22.5], True), ([19], False)])
def test_site_says_which_taxes_there_are(
    import_file: Import, settings: Settings, rates: Sequence[float], held: bool
) -> None:
    settings.IMPORT_VAT_PERCENTS = rates

    assert (found(import_file(file_of(*rows(range(MANY), price=12.25)))) != {}) is held


def test_plan_that_was_lost_after_it_was_confirmed_waits_again(import_file: Import) -> None:
    job = import_file(file_of(*rows(range(MANY), price=14), "NEW,Pot,1.00,yes"))
    leave_out(job, Part(skus=["NEW"]))
    deciding.apply(job, by=None, confirm={"price_jump": 120})
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(planning.plan_table(job)))

    assert (go_on(job).status, counts(job)) == ("awaiting_review", {})
    with pytest.raises(ConfirmNeeded):
        deciding.apply(job, by=None)


def test_plan_that_nothing_holds_any_more_is_seen_again_too(import_file: Import, settings: Settings) -> None:
    job = import_file(file_of(*rows(range(MANY), price=14)))
    deciding.apply(job, by=None, confirm={"price_jump": 120})
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(planning.plan_table(job)))
    settings.IMPORT_BELTS_AMBER = ["price_jump"]

    assert go_on(job).status == "awaiting_review"
