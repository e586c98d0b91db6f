"""Undoing by program: asking for it, who may, why not, and the conflicts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from products import catalogue as door
from products.imports.review import deciding
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.review.test_review_api import client_of, send
from tests.products.imports.undo.conftest import FIRST, SECOND, carry_on, plan_undo, undo
from tests.products.imports.undo.test_undoing import SOMEBODY, product


@pytest.fixture
def manager(transactional_db: None) -> Client:
    return client_of("manager")


@pytest.fixture
def done(import_file: Import) -> ImportJob:
    """Two products that it changed, and a new one."""
    import_file(FIRST)
    return import_file(SECOND)


def asked(client: Client, job: ImportJob, body: Any = None) -> ImportJob:
    answer = send(client, "post", job, "undo/", body)
    assert answer.status_code == 202, answer.json()
    return ImportJob.objects.get(pk=answer.json()["job_id"])


def test_job_says_where_it_can_be_undone(manager: Client, done: ImportJob) -> None:
    def link() -> str | None:
        found: str | None = manager.get(f"/products/api/imports/{done.pk}/").json()["links"]["undo"]
        return found

    assert link() == f"/products/api/imports/{done.pk}/undo/"
    asked(manager, done)
    assert link() is None


def test_undo_is_a_job_that_waits_to_be_reviewed(manager: Client, done: ImportJob) -> None:
    made = carry_on(asked(manager, done))

    assert (made.kind, made.undo_of, made.status) == ("undo", done, "awaiting_review")
    described = manager.get(f"/products/api/imports/{made.id}/").json()
    assert (described["kind"], described["title"], described["undo_of"]) == ("undo", "Undo “test.csv”", str(done.id))
    answer = manager.get(f"/products/api/imports/{made.id}/changes/").json()
    assert [(each["action"], each["sku"], each["before"], each["after"]) for each in answer["results"]] == [
        ("update", "A", {"description": "New", "price": "5.50"}, {"description": "Old", "price": "5.00"}),
        ("update", "B", {"name": "Cup!"}, {"name": "Cup"}),
        ("delete", "D", {"name": "Jug", "description": "Nice", "price": "8.00", "active": True}, {}),
    ]
    assert answer["review"]["facts"] | {"fields": {}} == {
        **{"create": 0, "update": 2, "delete": 1, "conflicts": 0, "left_out": 0, "left_values": 0},
        "fields": {},
    }
    assert send(manager, "post", made, "apply/").status_code == 202
    assert counts(carry_on(made)) == {"updated": 2, "deleted": 1}


def test_changes_are_filtered_and_left_out(manager: Client, done: ImportJob) -> None:
    made = carry_on(asked(manager, done))

    def skus(query: str) -> list[str]:
        return [
            each["sku"] for each in manager.get(f"/products/api/imports/{made.id}/changes/?{query}").json()["results"]
        ]

    assert (skus("action=delete"), skus("action=update"), skus("field=price")) == (["D"], ["A", "B"], ["A"])
    assert (skus("q=jug"), skus("ratio_max=0.95")) == (["D"], ["A"])
    send(manager, "post", made, "leave-out/", {"fields": ["price"]})
    send(manager, "post", made, "leave-out/", {"filter": {"action": "delete"}})
    left = send(manager, "post", made, "leave-out/", {"skus": ["B"]}).json()
    assert (left["facts"]["left_out"], left["facts"]["left_values"]) == (2, 1)
    assert skus("left_out=true") == ["A", "B", "D"]
    deciding.apply(made, by=None)

    assert counts(carry_on(made)) == {"updated": 1, "skipped": 2}
    assert catalogue()["A"] == ("Mug", "Old", "5.50", True, 3)


def test_new_products_are_made_inactive_on_demand(manager: Client, done: ImportJob) -> None:
    made = carry_on(asked(manager, done, {"deactivate": True}))
    deciding.apply(made, by=None)

    assert counts(carry_on(made)) == {"updated": 3}
    assert catalogue()["D"][3] is False


@pytest.mark.parametrize("body", [{"deactivate": "perhaps"}, {"delete": True}])
def test_unknown_wishes_are_refused(manager: Client, done: ImportJob, body: Any) -> None:
    assert send(manager, "post", done, "undo/", body).status_code == 422


def test_second_undo_is_refused_with_the_way_to_the_first(manager: Client, done: ImportJob) -> None:
    first = asked(manager, done)

    for _ in range(2):
        answer = send(manager, "post", done, "undo/")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_undoing")
        assert first.get_absolute_url() in answer.json()["error"]["message"]
        carry_on(first) if first.status == "pending" else None
    deciding.discard(first, by=None)
    assert send(manager, "post", done, "undo/").status_code == 202


def test_failed_undo_is_not_resumed_beside_another(manager: Client, done: ImportJob) -> None:
    failed = asked(manager, done)
    assert failed.fail("internal_error", "Oh.")
    other = asked(manager, done)

    assert send(manager, "post", failed, "resume/").status_code == 409
    deciding.discard(carry_on(other), by=None)
    assert send(manager, "post", failed, "resume/").status_code == 202


def _waits(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(status="processing", phase="applying", finished_at=None, progress=50)


def _did_nothing(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(created=0, updated=0)


def _is_old(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=91))


def _changed_fields(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(kind="erase")


def _emptied(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(kind="delete", options={"actor": {}}, deleted=3)


def _is_bulk_work_of_old(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(kind="update", options={"actor": {}, "ids": []})


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (_waits, "not_ended", "has not ended yet"),
        (_did_nothing, "nothing_to_undo", "changed no product"),
        (_is_old, "undo_expired", "more than 90 days ago"),
        (_changed_fields, "cannot_undo", "changed fields"),
        (_emptied, "cannot_undo", "keeps none of them"),
        (_is_bulk_work_of_old, "cannot_undo", "an earlier version"),
    ],
)
def test_what_cannot_be_undone_is_refused_in_words(
    manager: Client, done: ImportJob, make: Callable[[ImportJob], None], code: str, said: str
) -> None:
    make(done)

    answer = send(manager, "post", done, "undo/")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert said in answer.json()["error"]["message"]


def test_undo_needs_the_permissions_for_what_it_does(manager: Client, import_file: Import) -> None:
    first, second = import_file(FIRST), import_file(SECOND.replace("D,Jug,Nice,8.00\n", ""))
    importer, viewer = client_of("importer"), client_of("viewer")

    assert send(viewer, "post", second, "undo/").status_code == 403
    assert send(importer, "post", first, "undo/").status_code == 403
    assert send(importer, "post", second, "undo/").status_code == 202
    made = asked(importer, first, {"deactivate": True})
    deciding.discard(carry_on(made), by=None)
    made = carry_on(asked(manager, first))
    assert send(importer, "post", made, "apply/").status_code == 403
    assert send(manager, "post", made, "apply/").status_code == 202


@pytest.fixture
def in_conflict(done: ImportJob) -> ImportJob:
    """A: one value of two; B: all there is; D: new, and touched."""
    door.change(product("A"), actor=SOMEBODY, price="9.99")
    door.change(product("B"), actor=SOMEBODY, name="Beaker")
    door.change(product("D"), actor=SOMEBODY, description="Mine")
    return plan_undo(done)


def test_conflicts_of_a_waiting_undo_are_listed_page_by_page(manager: Client, in_conflict: ImportJob) -> None:
    path = f"/products/api/imports/{in_conflict.id}/conflicts/?page_size=2"
    first = manager.get(path).json()
    second = manager.get(f"{path}&cursor={first['next_cursor']}").json()

    found = [*first["results"], *second["results"]]
    assert [(each["sku"], each["code"], each["taken"]) for each in found] == [
        ("A", "changed_since", None),
        ("B", "changed_since", None),
        ("D", "touched_since", None),
    ]
    assert [each["values"] for each in found] == [
        {"price": {"before": "5.00", "imported": "5.50", "now": "9.99"}},
        {"name": {"before": "Cup", "imported": "Cup!", "now": "Beaker"}},
        {"description": {"before": None, "imported": "Nice", "now": "Mine"}},
    ]
    assert second["next_cursor"] is None
    assert manager.get(f"{path}&cursor=x").status_code == 422
    changes = manager.get(f"/products/api/imports/{in_conflict.id}/changes/").json()
    assert [each["sku"] for each in changes["results"]] == ["A"]
    assert changes["review"]["facts"]["conflicts"] == 3


def test_conflicts_are_resolved_one_by_one_or_all(manager: Client, in_conflict: ImportJob) -> None:
    def resolve(**body: Any) -> Any:
        answer = send(manager, "post", in_conflict, "conflicts/resolve/", body)
        assert answer.status_code == 200, answer.json()
        return answer.json()

    everything = resolve(all=True, take="ours")
    assert (everything["resolved"], everything["plan_revision"], everything["facts"]["conflicts"]) == (3, 2, 0)
    assert (everything["facts"]["update"], everything["facts"]["delete"]) == (2, 1)
    one = resolve(skus=["a"], take="theirs")
    assert (one["resolved"], one["facts"]["update"]) == (1, 2)
    resolve(skus=["d"], take="theirs")
    deciding.apply(in_conflict, by=None)

    assert counts(carry_on(in_conflict)) == {"updated": 2, "conflicts": 1}
    assert catalogue() == {
        "A": ("Mug", "Old", "9.99", True, 4),
        "B": ("Cup", "Old", "6.00", True, 4),
        "C": ("Pot", "Same", "7.00", True, 1),
        "D": ("Jug", "Mine", "8.00", True, 2),
    }
    assert {row.sku for row in in_conflict.conflict_rows.all()} == {"A", "D"}


def test_conflict_that_leaves_nothing_to_choose_is_told(manager: Client, done: ImportJob) -> None:
    door.delete(product("A"), actor=SOMEBODY)
    made = plan_undo(done)

    answer = send(manager, "post", made, "conflicts/resolve/", {"all": True, "take": "ours"}).json()

    assert (answer["resolved"], answer["not_possible"]) == (0, 1)
    answer = send(manager, "post", made, "conflicts/resolve/", {"all": True, "take": "theirs"}).json()
    assert (answer["resolved"], answer["facts"]["conflicts"]) == (1, 0)


def test_unclear_answers_are_refused(manager: Client, in_conflict: ImportJob) -> None:
    for body in ({}, {"take": "ours"}, {"all": True, "take": "mine"}, {"all": True, "skus": [], "take": "ours"}):
        assert send(manager, "post", in_conflict, "conflicts/resolve/", body).status_code == 422, body


def test_conflicts_of_what_does_not_wait_cannot_be_resolved(manager: Client, done: ImportJob) -> None:
    for job in (done, undo(done)):
        answer = send(manager, "post", job, "conflicts/resolve/", {"all": True, "take": "ours"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_waiting")
