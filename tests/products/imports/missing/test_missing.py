"""Products of a source that are not in its file: what becomes of them, and when nothing does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from products.imports.belts.confirming import ConfirmNeeded, belts_of
from products.imports.models import Source
from products.imports.review import deciding
from products.imports.review.leaving_out import Part, leave_out
from products.imports.review.missing import NothingMissing, keep_missing
from products.imports.review.same_product import take_for_the_same
from products.imports.sources import actions
from products.jobs.models import ImportJob
from products.jobs.progress import snapshot
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.missing.conftest import Send, file_of, go_on, inactive, members, skus
from tests.products.imports.review.test_review_api import IMPORTS, client_of
from tests.products.imports.review.test_review_api import send as call
from tests.webhooks.factories import make_webhook
from webhooks.models import Event


@pytest.fixture
def full(acme: Source, send: Send) -> ImportJob:
    """The first whole file: a hundred products."""
    job = send(file_of(skus(100)))
    assert (job.status, plan_of(job)["missing"]) == ("completed", 0)
    return job


def plan_of(job: ImportJob) -> dict[str, int]:
    return job.plan or {}


def facts_of(job: ImportJob) -> dict[str, Any]:
    return job.missing or {}


def done(job: ImportJob) -> tuple[str, dict[str, int]]:
    return job.status, snapshot(job)["missing"]


def test_missing_products_become_inactive(full: ImportJob, send: Send, acme: Source) -> None:
    job = send(file_of(skus(96)))

    assert done(job) == ("completed", {"deactivated": 4, "deleted": 0})
    assert counts(job) == {"unchanged": 96}
    assert job.plan == {"create": 0, "update": 0, "unchanged": 96, "missing": 4}
    assert inactive() == skus(4, start=96)
    assert catalogue()["A-099"] == ("Mug A-099", "", "1.00", False, 2)
    assert len(members(acme)) == 96


def test_missing_products_stay_active_where_that_is_pinned(full: ImportJob, send: Send) -> None:
    Product.objects.filter(sku="A-098").update(pinned=["active"])
    Product.objects.filter(sku="A-099").update(pinned=["name"])

    job = send(file_of(skus(96)))

    assert done(job) == ("completed", {"deactivated": 3, "deleted": 0})
    assert "A-098" not in inactive()


def test_missing_products_are_deleted(make_source: Callable[..., Source], send: Send) -> None:
    source = make_source(missing="delete")
    send(file_of(skus(100)))

    job = send(file_of(skus(97), price="2.00"))

    assert done(job) == ("completed", {"deactivated": 0, "deleted": 3})
    assert counts(job) == {"updated": 97}
    assert (Product.objects.count(), len(members(source))) == (97, 97)


@pytest.mark.parametrize("policy", ["", "keep", None])
def test_they_stay_if_the_source_says_nothing(make_source: Callable[..., Source], send: Send, policy: str) -> None:
    source = make_source(missing=policy)
    send(file_of(skus(100)))

    job = send(file_of(skus(50), price="1.00"))

    assert (done(job), job.missing) == (("completed", {"deactivated": 0, "deleted": 0}), None)
    assert (inactive(), len(members(source))) == ([], 100)


def test_files_of_nobody_touch_nothing(full: ImportJob, import_file: Import) -> None:
    job = import_file(file_of(skus(96)), source="none")

    assert (job.missing, inactive()) == (None, [])


def test_what_is_inactive_already_is_not_missing_again(full: ImportJob, send: Send) -> None:
    send(file_of(skus(96)))
    again = send(file_of(skus(96)))

    assert done(again) == ("completed", {"deactivated": 0, "deleted": 0})
    assert Product.objects.get(sku="A-099").version == 2


def test_product_that_comes_again_is_of_the_source_again(full: ImportJob, send: Send, acme: Source) -> None:
    send(file_of(skus(98)))
    send(file_of(skus(100)))
    assert len(members(acme)) == 100
    Product.objects.update(active=True)

    assert done(send(file_of(skus(97))))[1] == {"deactivated": 3, "deleted": 0}


def test_product_of_another_source_is_never_touched(
    full: ImportJob, make_source: Callable[..., Source], send: Send
) -> None:
    make_source("Bolt", missing="")
    send(file_of(["a-098", "B-1"]), source="Bolt")

    assert done(send(file_of(skus(96))))[1] == {"deactivated": 3, "deleted": 0}
    assert "A-098" not in inactive()


def test_product_that_no_source_has_is_never_touched(full: ImportJob, send: Send, import_file: Import) -> None:
    import_file(file_of(["X-1"]), source="none")

    assert done(send(file_of(skus(96))))[1] == {"deactivated": 4, "deleted": 0}
    assert "X-1" not in inactive()


def test_product_of_a_rejected_row_is_in_the_file(full: ImportJob, send: Send) -> None:
    bad = "A-096,Mug A-096,x\na-097,Mug A-097,1,2,3,4\n"

    job = send(file_of(skus(96)) + bad)

    assert (job.rejected, done(job)[1]) == (2, {"deactivated": 2, "deleted": 0})
    assert inactive() == ["A-098", "A-099"]


def test_many_rejected_rows_leave_everything_alone(full: ImportJob, send: Send) -> None:
    bad = "".join(f"{sku},Mug,x\n" for sku in skus(6, start=90))

    job = send(file_of(skus(90)) + bad)

    assert (job.status, plan_of(job)["missing"], inactive()) == ("completed", 0, [])
    assert "More than 5 % of the rows of this file were rejected" in " ".join(job.warnings)


def test_damaged_sku_leaves_everything_alone(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(98)) + "1.23E+11,Mug,1.00\n")

    assert (job.rejected, inactive()) == (1, [])
    assert "It cannot be told which products" in " ".join(job.warnings)


def test_failed_and_cancelled_imports_leave_everything_alone(full: ImportJob, send: Send, acme: Source) -> None:
    empty = send("sku,name,price\n")
    failed = send("sku,name\n\0\n")
    waiting = send(file_of(["Z-1", *skus(98)]), mode="review")
    deciding.discard(waiting, by=None)

    assert (empty.status, facts_of(empty)["found"], failed.missing) == ("completed", 0, None)
    assert (inactive(), len(members(acme))) == ([], 100)


def test_more_than_five_per_cent_wait(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(90)))

    assert (job.status, inactive()) == ("awaiting_review", [])
    (belt,) = belts_of(job).belts
    assert (belt["name"], belt["figure"], belt["of"], belt["is_red"]) == ("missing", 10, 100, False)
    assert belt["sentence"] == ("10 of the 100 products of this source are not in the file and would become inactive.")
    deciding.apply(job, by=None)
    assert done(go_on(job)) == ("completed", {"deactivated": 10, "deleted": 0})
    assert counts(job) == {"unchanged": 90}


def test_more_than_twenty_per_cent_are_refused_unless_typed(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(70)))

    with pytest.raises(ConfirmNeeded, match="missing: 30"):
        deciding.apply(job, by=None)
    deciding.apply(job, by=None, confirm={"missing": 30})

    assert done(go_on(job))[1] == {"deactivated": 30, "deleted": 0}


def test_person_keeps_what_is_missing(full: ImportJob, send: Send, acme: Source) -> None:
    job = send(file_of(skus(70), price="1.02"))

    review = keep_missing(job, keep=True)
    assert (review.revision, belts_of(job).unconfirmed) == (2, {})
    keep_missing(job, keep=False)
    assert belts_of(job).unconfirmed == {"missing": 30}
    keep_missing(job, keep=True)
    deciding.apply(job, by=None, confirm=belts_of(job).unconfirmed)

    assert done(go_on(job))[1] == {"deactivated": 0, "deleted": 0}
    assert (inactive(), len(members(acme))) == ([], 100)


def test_review_mode_waits_for_missing_products_alone(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(98)), mode="review")

    assert (job.status, plan_of(job)["missing"]) == ("awaiting_review", 2)
    deciding.apply(job, by=None)
    assert done(go_on(job)) == ("completed", {"deactivated": 2, "deleted": 0})


def test_product_that_moved_meanwhile_stays(full: ImportJob, send: Send, make_source: Callable[..., Source]) -> None:
    job = send(file_of(skus(96)), mode="review")
    Product.objects.filter(sku="A-096").update(name="By hand", version=2)
    Product.objects.filter(sku="A-097").delete()
    make_source("Bolt", missing="")
    send(file_of(["A-098"]), source="Bolt")

    deciding.apply(job, by=None)

    assert done(go_on(job))[1] == {"deactivated": 1, "deleted": 0}
    assert (facts_of(job)["conflicts"], inactive()) == (3, ["A-099"])


def test_product_with_a_new_spelling_is_not_missing(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(98)) + "A098,Mug A-098,1.00\n", mode="review")

    take_for_the_same(job, ["A098"])
    leave_out(job, Part(skus=["A-000"]))
    deciding.apply(job, by=None)

    assert done(go_on(job))[1] == {"deactivated": 1, "deleted": 0}
    assert inactive() == ["A-099"]


def test_dry_run_tells_and_touches_nothing(full: ImportJob, keep_file: Import, acme: Source) -> None:
    job = go_on(keep_file(file_of(skus(90)), source="Acme", dry_run=True))

    assert (plan_of(job)["missing"], inactive(), len(members(acme))) == (10, [], 100)


def test_others_are_told(full: ImportJob, send: Send) -> None:
    make_webhook(event_types=["product.updated"])
    send(file_of(skus(98)))

    told = json.loads(Event.objects.get(type="product.updated").body)["data"]["products"]
    assert [(each["sku"], each["active"], each["changed"]) for each in told] == [
        ("A-098", False, ["active"]),
        ("A-099", False, ["active"]),
    ]


def test_by_api(full: ImportJob, send: Send) -> None:
    importer = client_of("importer")
    job = send(file_of(skus(95)), mode="review")
    address = f"{IMPORTS}{job.id}/missing/"

    first = importer.get(f"{address}?page_size=3").json()
    second = importer.get(f"{address}?page_size=3&cursor={first['next_cursor']}").json()
    assert [each["sku"] for each in [*first["results"], *second["results"]]] == skus(5, start=95)
    assert (first["action"], first["found"], first["of"], second["next_cursor"]) == ("deactivate", 5, 100, None)

    assert call(importer, "post", job, "missing/", {"keep": True}).json()["plan_revision"] == 2
    assert importer.get(address).json()["kept"] is True
    page = f"/products/imports/{job.id}/review/"
    assert "Take that back" in importer.get(page).content.decode()
    importer.post(page, {"do": "lose_missing"})
    assert "5 products of this source will become inactive" in " ".join(importer.get(page).content.decode().split())
    importer.post(page, {"do": "keep_missing"})
    assert importer.get(address).json()["kept"] is True
    assert importer.get(f"{IMPORTS}{full.id}/missing/").json()["results"] == []
    assert call(importer, "post", full, "missing/", {"keep": True}).json()["error"]["code"] == "not_waiting"


def test_nothing_is_missing_from_other_reviews(full: ImportJob, send: Send) -> None:
    job = send(file_of(skus(100), price="1.01"), mode="review")

    with pytest.raises(NothingMissing):
        keep_missing(job, keep=True)


def test_only_who_may_delete_lets_an_import_delete(acme: Source) -> None:
    manager, address = client_of("manager"), f"/products/api/sources/{acme.pk}/"
    assert manager.patch(address, {"missing": "delete"}, content_type="application/json").json()["missing"] == "delete"
    assert manager.patch(address, {"missing": "burn"}, content_type="application/json").status_code == 422
    manager.patch(address, {"missing": "keep"}, content_type="application/json")
    assert manager.get(address).json()["missing"] == "keep"

    user = User.objects.get(username="manager")
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="delete_product"))
    assert manager.patch(address, {"missing": "delete"}, content_type="application/json").status_code == 403
    form = {"version": str(Source.objects.get().version), "name": "Acme", "recipe": json.dumps(acme.recipe)}
    refused = manager.post(f"/products/sources/{acme.pk}/edit/", {**form, "missing": "delete"})
    assert (refused.status_code, "Only who may delete products" in refused.content.decode()) == (422, True)
    manager.post(f"/products/sources/{acme.pk}/edit/", {**form, "missing": "deactivate"})
    assert "become inactive" in manager.get(f"/products/sources/{acme.pk}/").content.decode()


def test_deleted_source_has_no_products(full: ImportJob, acme: Source) -> None:
    pk = acme.pk
    actions.delete(acme)

    assert members(Source(pk=pk)) == set()
