"""The conductor of an undo: plan, wait for a person, take back."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.utils import timezone

from products.imports.missing import membership
from products.imports.review import reviewing
from products.imports.steps import own_fields, planning
from products.imports.undo import plan, taking_back
from products.jobs import conductor, progress
from products.jobs.conductor import Conductor, never
from products.jobs.states import Phase
from products.models import vocabulary
from products.search import indexes


def run(job_id: UUID, *, should_stop: Callable[[], bool] = never) -> bool:
    """Carry the undo on to its end, or to where it waits, as `conductor.run` tells."""
    return conductor.run(job_id, UndoRun, should_stop=should_stop)


class UndoRun(Conductor):
    noun = "undo"

    def conduct(self) -> None:
        progress.publish(self.job)
        self.go_on()
        with self.catalogue_to_itself():
            self._plan()
            if reviewing.is_to_wait(self.job):
                self.leave_to_a_person(partial(reviewing.wait, self.job))
                return
            taking_back.apply(self.job, go_on=self.go_on)
            indexes.ensure(on_built=self._show_progress)
            self.look_at_products(changed=self.job.planned_rows or 0)
            membership.restore(plan.jobs_of(self.job))
            self.settle(self.job.complete)

    def _plan(self) -> None:
        job = self.job
        if planning.is_complete(job):
            own_fields.forget_erased(job, planning.plan_table(job))
            self._trust_no_words()
            return
        job.advance_or_leave(comparison_began_at=timezone.now())
        self.enter(Phase.PLANNING)
        plan.make(job, go_on=self.go_on)
        reviewing.ask_again(job)

    def _trust_no_words(self) -> None:
        """Of fields that may have become searchable since the plan was made."""
        vocabulary.forget_words_of(field.key for field in own_fields.in_file(self.job) if not field.searched)

    def _show_progress(self) -> None:
        self.job.advance_or_leave(progress=self.job.progress + 1)
        progress.publish(self.job)
