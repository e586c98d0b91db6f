"""An import in review mode: it waits with its plan, and applies exactly what is left of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from products.imports import running
from products.imports.belts.figures import figures_of
from products.imports.models import Review
from products.imports.review import deciding
from products.imports.review.filters import Filters
from products.imports.review.leaving_out import CannotLeaveOut, Part, leave_out, take_back
from products.imports.review.plan_changes import page_of
from products.imports.review.prices import prices_of
from products.imports.review.reviewing import review_of
from products.imports.steps import left_out, reviewed
from products.jobs import tables
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.factories import make_field
from tests.products.imports.review.conftest import FIRST
from webhooks.models import Event


def go_on(job: ImportJob) -> ImportJob:
    assert running.run(job.id)
    job.refresh_from_db()
    return job


def applied(job: ImportJob) -> ImportJob:
    deciding.apply(job, by=None)
    return go_on(job)


def test_planned_job_waits_and_nothing_has_changed(waiting: ImportJob) -> None:
    review = review_of(waiting)

    assert (waiting.status, waiting.phase, waiting.finished_at) == ("awaiting_review", "planning", None)
    assert waiting.plan == {"create": 1, "update": 2, "unchanged": 1, "missing": 0}
    assert counts(waiting) == {"unchanged": 1}
    assert review
    assert review.facts == {
        "create": 1,
        "update": 2,
        "left_out": 0,
        "left_values": 0,
        "fields": {"name": 1, "description": 1, "price": 1},
        "catalogue": 3,
        "seen_updates": [moment.isoformat() for moment in Product.objects.values_list("updated_at", flat=True)[:1]],
    }
    assert catalogue()["A"][:3] == ("Mug", "Old", "5.00")
    assert "D" not in catalogue()
    assert running.run(waiting.id) is False


def test_plan_is_applied_as_it_was_shown(waiting: ImportJob) -> None:
    ana = User.objects.create(username="ana")

    deciding.apply(waiting, by=ana)
    assert waiting.status == "pending"
    job = go_on(waiting)

    assert (job.status, counts(job)) == ("completed", {"created": 1, "updated": 2, "unchanged": 1})
    assert catalogue()["A"] == ("Mug", "New", "5.50", True, 2)
    assert catalogue()["D"][:3] == ("Jug", "Nice", "8.00")
    review = review_of(job)
    assert review
    assert (review.decision, review.decided_by) == ("apply", ana)


def test_only_the_first_decision_counts(waiting: ImportJob) -> None:
    other = ImportJob.objects.get(pk=waiting.pk)
    deciding.apply(waiting, by=None)

    with pytest.raises(deciding.NotWaiting):
        deciding.discard(other, by=None)
    with pytest.raises(deciding.NotWaiting):
        deciding.apply(other, by=None)
    assert go_on(waiting).status == "completed"


def test_discarded_plan_leaves_only_the_record(waiting: ImportJob) -> None:
    deciding.discard(waiting, by=None)

    assert (waiting.status, counts(waiting)) == ("cancelled", {"unchanged": 1, "skipped": 3})
    assert waiting.processed_rows == waiting.total_rows
    assert catalogue()["A"][:3] == ("Mug", "Old", "5.00")
    assert running.run(waiting.id) is False


def test_where_nothing_would_change_nobody_is_asked(import_file: Import) -> None:
    import_file(FIRST)

    assert import_file(FIRST, mode="review").status == "completed"


def test_product_that_moved_meanwhile_is_a_conflict(waiting: ImportJob) -> None:
    Product.objects.filter(sku="A").update(name="By hand", version=2)
    Product.objects.filter(sku="B").delete()
    Product.objects.create(sku="D", sku_key="d", name="By hand")

    job = applied(waiting)

    assert (job.status, counts(job)) == ("completed", {"unchanged": 1, "conflicts": 3})
    codes = job.conflict_rows.order_by("record_number").values_list("sku", "code")
    assert [*codes] == [("A", "changed_before"), ("B", "deleted_before"), ("D", "created_before")]
    assert catalogue()["A"][:3] == ("By hand", "Old", "5.00")
    assert catalogue()["D"][0] == "By hand"
    assert "B" not in catalogue()


def test_products_are_left_out(waiting: ImportJob) -> None:
    review = leave_out(waiting, Part(skus=["a", "D"]))

    assert (review.revision, review.facts["create"], review.facts["update"], review.facts["left_out"]) == (2, 0, 1, 2)
    job = applied(waiting)
    assert counts(job) == {"updated": 1, "unchanged": 1, "skipped": 2}
    assert [*job.skipped_rows.values_list("record_number", "code", "raw")] == [
        (2, "left_out", "A"),
        (5, "left_out", "D"),
    ]
    assert catalogue()["A"] == ("Mug", "Old", "5.00", True, 1)
    assert "D" not in catalogue()


def test_field_is_left_out_of_all_products(waiting: ImportJob) -> None:
    review = leave_out(waiting, Part(fields=["price"]))

    assert (review.facts["left_values"], review.facts["fields"]["price"]) == (2, 0)
    job = applied(waiting)
    assert counts(job) == {"created": 1, "updated": 2, "unchanged": 1}
    assert catalogue()["A"][:3] == ("Mug", "New", "5.00")
    assert catalogue()["D"][:3] == ("Jug", "Nice", None)


def test_product_of_which_nothing_remains_is_skipped(waiting: ImportJob) -> None:
    leave_out(waiting, Part(fields=["name"], filters=Filters(action="update")))

    job = applied(waiting)

    assert counts(job) == {"created": 1, "updated": 1, "unchanged": 1, "skipped": 1}
    assert catalogue()["B"] == ("Cup", "Old", "6.00", True, 1)


def test_new_products_keep_their_name(waiting: ImportJob) -> None:
    with pytest.raises(CannotLeaveOut, match="1 of these products are new"):
        leave_out(waiting, Part(fields=["name"]))


def test_what_was_left_out_comes_back(waiting: ImportJob) -> None:
    before = [page_of(waiting, Filters(), size=10)]
    leave_out(waiting, Part(fields=["price", "description"]))
    leave_out(waiting, Part(skus=["B"]))
    assert review_of(waiting).facts["left_values"] == 2  # type: ignore[union-attr]

    review = take_back(waiting, Part())

    assert (review.revision, review.facts["left_out"], review.facts["left_values"]) == (4, 0, 0)
    assert [page_of(waiting, Filters(), size=10)] == before
    assert counts(applied(waiting)) == {"created": 1, "updated": 2, "unchanged": 1}
    assert catalogue()["A"][:3] == ("Mug", "New", "5.50")


def test_own_fields_are_left_out_and_come_back(import_file: Import) -> None:
    make_field("brand")
    make_field("stock", kind="integer")
    import_file("sku,name,brand,stock\nA,Mug,Old,1\nB,Cup,,2\n")
    job = import_file("sku,name,brand,stock\nA,Mug,New,1\nB,Cup,Made,3\nC,Pot,Made,4\n", mode="review")
    changed = {change.sku: (change.before, change.after) for change in page_of(job, Filters(), size=10).changes}
    assert changed["A"] == ({"brand": "Old"}, {"brand": "New"})
    assert changed["B"] == ({"brand": None, "stock": 2}, {"brand": "Made", "stock": 3})

    leave_out(job, Part(fields=["brand"]))
    take_back(job, Part(fields=["brand"], skus=["B"]))
    leave_out(job, Part(fields=["stock"], skus=["C"]))

    assert counts(applied(job)) == {"created": 1, "updated": 1, "skipped": 1}
    attributes = {product.sku: product.attributes for product in Product.objects.all()}
    assert attributes == {"A": {"brand": "Old", "stock": 1}, "B": {"brand": "Made", "stock": 3}, "C": {}}


def test_apply_refuses_a_plan_that_somebody_else_has_changed(waiting: ImportJob) -> None:
    leave_out(waiting, Part(skus=["A"]))

    with pytest.raises(deciding.PlanChanged):
        deciding.apply(waiting, by=None, revision=1)
    deciding.apply(waiting, by=None, revision=2)


def test_nothing_is_left_out_once_the_plan_is_applied(waiting: ImportJob) -> None:
    deciding.apply(waiting, by=None)

    with pytest.raises(deciding.NotWaiting):
        leave_out(waiting, Part(skus=["A"]))


FOUND = [
    (Filters(), ["A", "B", "D"]),
    (Filters(action="create"), ["D"]),
    (Filters(action="update"), ["A", "B"]),
    (Filters(field="price"), ["A"]),
    (Filters(field="name"), ["B"]),
    (Filters(q="cup"), ["B"]),
    (Filters(q="%"), []),
    (Filters(ratio_min=1.05), ["A"]),  # type: ignore[arg-type]
    (Filters(ratio_max=0.95), []),  # type: ignore[arg-type]
    (Filters(left_out=True), []),
    (Filters(left_out=False), ["A", "B", "D"]),
]
"""The SKUs of the changes that each finds."""


def test_changes_are_filtered(waiting: ImportJob) -> None:
    found = [(filters, page_of(waiting, filters, size=10).changes) for filters, _ in FOUND]
    assert [(filters, [change.sku for change in changes]) for filters, changes in found] == FOUND


def test_what_is_left_out_is_filtered_too(waiting: ImportJob) -> None:
    leave_out(waiting, Part(skus=["A", "D"]))
    new = Filters(action="create", left_out=True)
    assert [change.sku for change in page_of(waiting, new, size=10).changes] == ["D"]

    take_back(waiting, Part(filters=new))

    assert [change.sku for change in page_of(waiting, Filters(left_out=True), size=10).changes] == ["A"]


@pytest.mark.parametrize(
    "part",
    [
        Part(skus=["A", "D"]),
        Part(filters=Filters(action="update")),
        Part(fields=["price"]),
        Part(fields=["description"], filters=Filters(action="update")),
    ],
)
def test_counts_follow_what_is_left_out_and_taken_back(waiting: ImportJob, part: Part) -> None:
    first = review_of(waiting)
    left = leave_out(waiting, part)

    assert (left.facts, left.prices) == counted_as_a_whole(waiting, left)

    back = take_back(waiting, Part(filters=Filters(left_out=True)))
    assert (back.facts, back.prices) == counted_as_a_whole(waiting, back)
    assert first
    assert (back.facts, back.prices) == (first.facts, first.prices)


def counted_as_a_whole(job: ImportJob, review: Review) -> tuple[dict[str, Any], Any]:
    return {**review.facts, **reviewed.facts_of(job)}, prices_of(figures_of(job))


def test_plan_of_an_earlier_version_is_left_out_of_too(waiting: ImportJob) -> None:
    tables.drop(left_out.left_table(waiting))
    Review.objects.filter(job=waiting).update(prices={})
    assert [change.sku for change in page_of(waiting, Filters(left_out=False), size=9).changes] == ["A", "B", "D"]

    leave_out(waiting, Part(skus=["B"]))

    assert [change.sku for change in page_of(waiting, Filters(left_out=False), size=9).changes] == ["A", "D"]
    assert counts(applied(waiting)) == {"created": 1, "updated": 1, "unchanged": 1, "skipped": 1}


def test_changes_are_paged(waiting: ImportJob) -> None:
    first = page_of(waiting, Filters(), size=2)
    second = page_of(waiting, Filters(), behind=first.next_position or 0, size=2)

    assert [change.sku for change in (*first.changes, *second.changes)] == ["A", "B", "D"]
    assert (first.next_position is None, second.next_position) == (False, None)
    assert first.changes[0].before == {"description": "Old", "price": "5.00"}
    assert first.changes[0].after == {"description": "New", "price": "5.50"}
    assert second.changes[0].after == {"name": "Jug", "description": "Nice", "price": "8.00"}


def test_nobody_hears_of_changes_before_they_are_applied(waiting: ImportJob) -> None:
    assert Event.objects.count() == 0
