"""The worker's side: a job in review mode stops once it is planned, and goes on when somebody has agreed."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from products.imports.belts import checking, confirming
from products.imports.belts.figures import figures_of
from products.imports.missing import membership
from products.imports.models import Review
from products.imports.review import kept_rows
from products.imports.review.moved import facts_of_catalogue
from products.imports.review.prices import prices_of
from products.imports.steps import reviewed, staging
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.record import Mode


def review_of(job: ImportJob) -> Review | None:
    return Review.objects.select_related("decided_by").filter(job=job).first()


def is_to_wait(job: ImportJob) -> bool:
    """Whether somebody has to look at the plan first. Where nothing would change, there is nothing to look at."""
    review = review_of(job)
    if review and review.decision:
        return False
    is_held = not job.changed and checking.check(job)
    was_seen = review is not None  # and lost: this is another plan
    return bool(job.planned_rows or has_missing(job)) and (is_held or was_seen or job.mode is Mode.REVIEW)


def has_missing(job: ImportJob) -> bool:
    """Whether something is to be done to products that are missing from the file."""
    return bool((job.missing or {}).get("found"))


def is_decided(job: ImportJob) -> bool:
    review = review_of(job)
    return review is not None and bool(review.decision)


def ask_again(job: ImportJob) -> None:
    """A plan that was made anew is another one than somebody has agreed to."""
    if Review.objects.filter(job=job).update(decision="", decided_at=None, decided_by=None):
        confirming.forget(job)


def wait(job: ImportJob, *, is_fresh: bool = False) -> bool:
    """Leave the planned job to a person. False if it is not ours any more, or somebody has asked it to stop.

    `is_fresh`: the plan was made under the catalogue lock that is held still.
    """
    with transaction.atomic():
        kept_rows.put_back(job)
        facts = {**reviewed.prepare(job), **facts_of_catalogue(job, is_fresh=is_fresh)}
        if membership.has_source(job):
            tables.make_last(staging.staging_table(job))
        if not job.await_review():
            transaction.set_rollback(True)
            return False
        prices = prices_of(figures_of(job))
        Review.objects.update_or_create(
            job=job,
            defaults={"facts": facts, "prices": prices, "revision": F("revision") + 1, "created_at": timezone.now()},
            create_defaults={"facts": facts, "prices": prices},
        )
    return True
