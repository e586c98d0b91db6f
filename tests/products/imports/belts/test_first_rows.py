"""Reading pauses if many of the first rows are rejected, and goes on when somebody says so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from products.imports.belts import first_rows
from products.imports.belts.confirming import ConfirmNeeded, belts_of
from products.imports.leftovers import sweep
from products.imports.review import deciding
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.belts.conftest import file_of, found, go_on
from tests.products.imports.interruptions import stop_at


def lines(sound: int, bad: int) -> list[str]:
    """The bad ones come first."""
    return [
        *(f"B-{number},Mug {number},x,true" for number in range(bad)),
        *(f"S-{number},Mug {number},1.00,true" for number in range(sound)),
    ]


@pytest.fixture
def paused(import_file: Import) -> ImportJob:
    return import_file(file_of(*lines(sound=300, bad=130)))


def test_paused_import_waits_and_has_changed_nothing(paused: ImportJob) -> None:
    assert (paused.status, paused.phase, paused.plan) == ("awaiting_review", "reading", None)
    assert (paused.total_rows, counts(paused)) == (430, {"rejected": 130})
    assert catalogue() == {}
    (belt,) = belts_of(paused).belts
    assert (belt["name"], belt["figure"], belt["sentence"]) == ("rejected", 130, "130 of 430 rows are rejected.")
    assert belt["examples"][0]["record_number"] == 2
    assert len(belt["examples"]) == 10


@pytest.mark.parametrize(("sound", "bad"), [(300, 99), (520, 130), (0, 99)])
def test_few_rejected_rows_do_not_pause(import_file: Import, sound: int, bad: int) -> None:
    assert import_file(file_of(*lines(sound=sound, bad=bad))).status == "completed"


def test_only_the_first_rows_count(import_file: Import, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(first_rows, "JUDGED", 250)
    settings.IMPORT_STAGE_ROWS = 100
    early = import_file(file_of(*lines(sound=1000, bad=130)))
    late = import_file(file_of(*reversed(lines(sound=250, bad=130))))

    assert (early.status, early.total_rows) == ("awaiting_review", 300)
    assert belts_of(early).belts[0]["sentence"] == "130 of the first 250 rows are rejected."
    assert late.status == "completed"


def test_going_on_wants_the_figure_and_asks_no_more(paused: ImportJob) -> None:
    with pytest.raises(ConfirmNeeded, match="rejected: 130"):
        deciding.apply(paused, by=None)

    deciding.apply(paused, by=None, confirm={"rejected": 130})

    assert paused.status == "pending"
    assert (go_on(paused).status, counts(paused)) == ("completed", {"created": 300, "rejected": 130})
    assert found(paused) == {"rejected": 130}
    with pytest.raises(deciding.NotWaiting):
        deciding.apply(paused, by=None)


def test_plan_may_hold_what_was_read_on(import_file: Import) -> None:
    job = import_file(file_of(*[line.replace("Mug ", "S-") for line in lines(sound=300, bad=130)]))
    deciding.apply(job, by=None, confirm={"rejected": 130})

    assert (go_on(job).status, job.phase, found(job)) == (
        "awaiting_review",
        "planning",
        {"rejected": 130, "names": 300},
    )
    deciding.apply(job, by=None, confirm={"names": 300})
    assert counts(go_on(job)) == {"created": 300, "rejected": 130}


@pytest.mark.parametrize("step", ["reading", "applying"])
def test_import_that_was_read_on_survives_a_kill(paused: ImportJob, step: str) -> None:
    deciding.apply(paused, by=None, confirm={"rejected": 130})
    stop_at(paused, step, 0)

    assert (go_on(paused).status, counts(paused)) == ("completed", {"created": 300, "rejected": 130})


def test_kill_before_it_waits_lets_it_wait(import_file: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(job: ImportJob) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ImportJob, "pause_reading", die)
        with pytest.raises(KeyboardInterrupt):
            import_file(file_of(*lines(sound=300, bad=130)))
    job = ImportJob.objects.get()
    assert job.status == "processing"

    assert go_on(job).status == "awaiting_review"
    assert found(job) == {"rejected": 130}


def test_paused_import_is_discarded(paused: ImportJob) -> None:
    deciding.discard(paused, by=None)

    assert (paused.status, catalogue()) == ("cancelled", {})
    with pytest.raises(deciding.NotWaiting):
        deciding.discard(paused, by=None)


def test_paused_import_about_which_nobody_decides_ends(paused: ImportJob, settings: Settings) -> None:
    ImportJob.objects.filter(pk=paused.pk).update(updated_at=timezone.now() - timedelta(days=15))
    sweep()

    paused.refresh_from_db()
    assert paused.status == "cancelled"


def test_dry_run_reads_on_and_tells(keep_file: Import) -> None:
    job = go_on(keep_file(file_of(*lines(sound=300, bad=130)), dry_run=True))

    assert (job.status, found(job)) == ("completed", {"rejected": 130})


def test_amber_belt_does_not_pause(import_file: Import, settings: Settings) -> None:
    settings.IMPORT_BELTS_AMBER = ["rejected"]

    job = import_file(file_of(*lines(sound=300, bad=130)))

    assert (job.status, found(job)) == ("completed", {"rejected": 130})


def test_file_without_skus_is_asked_about_instead(import_file: Import) -> None:
    job = import_file(file_of(*(f",Mug {number},1.00,true" for number in range(400))))

    assert job.status == "awaiting_mapping"
    assert job.mapping_request.code == "sku_column_unclear"
