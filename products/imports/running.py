"""The conductor of an import: calls its steps in order, and goes on where the last turn stopped."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from django.utils import timezone

from product_importer.lib.actor import Actor
from product_importer.lib.file_store.failures import StoreAway
from product_importer.lib.warning import Warned
from products.fields.reasons import FileFailure
from products.imports import reason_of_end, source
from products.imports.belts import checking
from products.imports.belts.first_rows import FirstRows, ReadingPaused
from products.imports.direct import arriving
from products.imports.estimates import comparison_seconds
from products.imports.looking.first_lines import Beginning
from products.imports.mapping import asking, known_source, why
from products.imports.mending import uploaded
from products.imports.missing import applying as applying_missing
from products.imports.missing import membership
from products.imports.missing import planning as missing
from products.imports.review import reviewing
from products.imports.steps import applying, mended_staging, own_fields, planning, settling, staging
from products.jobs import conductor, progress
from products.jobs.conductor import Conductor, Interrupted, never
from products.jobs.links import links_of
from products.jobs.record import Mode
from products.jobs.states import Phase, Status
from products.models import vocabulary
from products.search import indexes
from webhooks import publishing
from webhooks.events import EventType

ENDS = {Status.COMPLETED: EventType.UPLOAD_COMPLETED, Status.FAILED: EventType.UPLOAD_FAILED}
STORE = "the store of uploaded files"
TOLD_LINKS = ("self", "status", "rejected", "page")


def run(job_id: uuid.UUID, *, should_stop: Callable[[], bool] = never) -> bool:
    """Carry the import on to its end, as `conductor.run` tells."""
    return conductor.run(job_id, ImportRun, should_stop=should_stop)


class ImportRun(Conductor):
    noun = "import"
    _notice = ""
    """A sentence about the file as a whole."""

    def conduct(self) -> None:
        """While the store of files is away, the job is owed as it stands, as while the database is."""
        try:
            with self._file_at_hand():
                self._conduct()
        except StoreAway as error:
            self.say_what_it_waits_for(STORE)
            raise Interrupted(f"{STORE} does not answer") from error

    def _file_at_hand(self) -> AbstractContextManager[None]:
        """Reading goes through the file more than once; what comes after it hardly looks at it."""
        job = self.job
        if job.continues_id or planning.is_complete(job) or staging.is_complete(job):
            return nullcontext()
        if job.phase == Phase.QUEUED and not source.is_on_this_disk(job):
            self.enter(Phase.READING)  # that begins with copying it, which may take a while
        return source.at_hand(job, go_on=self.go_on)

    def _conduct(self) -> None:
        progress.publish(self.job)
        self.go_on()
        if arriving.is_to_be_asked(self.job):
            self.leave_to_a_person(self.job.wait_at_the_door)
            return
        if not self.job.continues_id:
            self._notice = uploaded.recognise(self.job, go_on=self.go_on)
        if self.job.continues_id:
            self._continue()
            return
        try:
            while question := self._import_or_ask():
                if not self._goes_on_by_itself(question):
                    return
        except ReadingPaused:
            self.leave_to_a_person(self.job.pause_reading)

    def _continue(self) -> None:
        """Import mended rows, as the file that they are from was read."""
        job = self.job
        if not planning.is_complete(job) and not staging.is_complete(job):
            mended_staging.stage(job, go_on=self.go_on)
        self._compare_and_apply()

    def _import_or_ask(self) -> FileFailure | None:
        """Import the file, or say what has to be known before that."""
        if asking.wants_to_see_first(self.job):
            return asking.asked()
        try:
            if question := self._recognise():
                return question
            self._read()
            self._compare_and_apply()
        except FileFailure as failure:
            if not why.may_be_asked(self.job, failure):
                raise
            return failure
        return None

    def _goes_on_by_itself(self, question: FileFailure) -> bool:
        """Look at the file; go on with what that suggests, or wait for a person."""
        job = self.job
        found = asking.look_at(job, question, go_on=self.go_on)
        if asking.takes_suggestion(job, found, question):
            return True
        asking.refuse_hopeless(found, question)
        self.settle(partial(asking.wait, job, found, question))
        return False

    def _recognise(self) -> FileFailure | None:
        """What a known system wrote is read by its recipe. Returns what is to be asked before the file is read."""
        job = self.job
        if planning.is_complete(job) or staging.is_complete(job):
            return None
        if job.phase == Phase.QUEUED:
            self.enter(Phase.READING)
        source.refuse_exchanged(job)
        beginning = Beginning(partial(source.opened, job, go_on=self.go_on))
        question = known_source.question_of_source(job, beginning, go_on=self.go_on)
        return question or asking.recognised(job, beginning)

    def _read(self) -> None:
        job = self.job
        if planning.is_complete(job):
            return
        if not staging.is_complete(job):
            watch = partial(FirstRows, job, doubts=partial(why.refuse_unclear_key, job))
            staging.stage(job, go_on=self.go_on, judge=partial(asking.refuse_overlooked, job), watch=watch)
            if self._notice:
                job.advance_or_leave(warnings=[Warned(self._notice, "imported_by_itself"), *job.warnings])
        why.refuse_unclear_key(job)
        known_source.say_whose_file_it_is(job)

    def _compare_and_apply(self) -> None:
        job = self.job
        with self.catalogue_to_itself():
            is_fresh = not planning.is_complete(job)
            if is_fresh:
                job.advance_or_leave(comparison_began_at=timezone.now(), comparison_seconds=comparison_seconds(job))
                self.enter(Phase.PLANNING)
                planning.plan(job, go_on=self.go_on)
                reviewing.ask_again(job)
            else:
                own_fields.forget_erased(job, planning.plan_table(job))
                self._trust_no_words_of_the_file()
            if not (job.checkpoint or missing.is_planned(job) or reviewing.is_decided(job)):
                missing.plan(job, go_on=self.go_on)
            self._say_which_fields_changed()
            if job.mode is Mode.DRY_RUN:
                checking.check(job)
                self._count_what_would_change()
            elif reviewing.is_to_wait(job):
                self.leave_to_a_person(partial(reviewing.wait, job, is_fresh=is_fresh))
                return
            else:
                applying.apply(job, go_on=self.go_on)
                applying_missing.apply(job, go_on=self.go_on)
                self._make_quick_to_read()
                membership.keep(job)
            self.settle(partial(settling.complete, job))

    def settle(self, end: Callable[[], bool]) -> None:
        super().settle(end)
        if self.job.is_terminal:  # one that waits for a person shows what is in its file
            source.forget_text(self.job)

    def announce_end(self) -> None:
        """Tell of an import that is completed or has failed, but not of a dry run, which changes nothing."""
        job = self.job
        event_type = ENDS.get(Status(job.status))
        if event_type and job.mode is not Mode.DRY_RUN:
            links = links_of(job)
            told = {**progress.snapshot(job), "links": {name: links[name] for name in TOLD_LINKS}}
            publishing.publish(event_type, {"import": told}, actor=Actor("import", str(job.id)))

    def reason_of_end(self) -> str:
        return reason_of_end.of(self.job)

    def _trust_no_words_of_the_file(self) -> None:
        """Of fields that may have become searchable since the plan was made: they are learnt once it is applied."""
        vocabulary.forget_words_of(field.key for field in own_fields.in_file(self.job) if not field.searched)

    def _say_which_fields_changed(self) -> None:
        told = own_fields.changed_meanwhile(self.job)
        if new := [sentence for sentence in told if sentence not in self.job.warnings]:
            self.job.advance_or_leave(warnings=[*self.job.warnings, *new])

    def _count_what_would_change(self) -> None:
        plan = planning.counts(self.job)
        self.job.advance_or_leave(created=plan.creates, updated=plan.updates)

    def _make_quick_to_read(self) -> None:
        indexes.ensure(on_built=self._show_progress)
        self.look_at_products(changed=self.job.planned_rows or 0)

    def _show_progress(self) -> None:
        self.job.advance_or_leave(progress=self.job.progress + 1)
        progress.publish(self.job)
