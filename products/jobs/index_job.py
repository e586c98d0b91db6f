"""The job that gives own fields the indexes that they want, and takes away those that they do not want any more.

Products can be changed all the while. Started again it goes on with what is missing then.
"""

from __future__ import annotations

from functools import partial

from django.contrib.auth.models import User

from product_importer.lib.actor import Actor
from product_importer.lib.warning import Warned
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.jobs import progress, queue
from products.jobs.conductor import Conductor
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.jobs.states import Phase
from products.models import vocabulary
from products.models.size import number_of_products
from products.search import index_builds, indexes, own_indexes

TITLE = "Make own fields quick to sort and search"
BUILT_SHARE = 70
"""Where the progress bar stands, in per cent, when the indexes are built."""
DELAYED = "Some indexes could not be built yet, since something else reads for a long time. They follow by themselves."


def start_if_needed(actor: Actor) -> ImportJob | None:
    """To be called once a change of own fields is committed. None: their indexes are as they ought to be."""
    forget_words_searched_no_more()
    fields = current_fields()
    is_missing = not own_indexes.wanted(fields).keys() <= own_indexes.present(own_indexes.wanted(fields))
    if is_missing or own_indexes.unwanted(fields) or own_indexes.unknown_among(fields):
        return start(actor)
    return None


def forget_words_searched_no_more() -> None:
    """To be called in the transaction of a change of own fields: from its end on nobody adds the words of others."""
    vocabulary.forget_words_of_all_but(field.key for field in own_indexes.having_words(current_fields()))


def start(actor: Actor) -> ImportJob:
    """Whether or not there is something to do."""
    options = {"own_fields": True, "actor": {"kind": actor.kind, "id": actor.id}}
    person = User.objects.filter(pk=actor.id).first() if actor.kind == "user" and actor.id else None
    job = ImportJob.objects.create(kind=Kind.INDEX, title=TITLE, options=options, created_by=person)
    progress.publish(job)
    queue.enqueue(job)
    return job


def unfinished() -> ImportJob | None:
    """The one that is under way, if any is."""
    return ImportJob.objects.unfinished().filter(kind=Kind.INDEX, options__has_key="own_fields").newest_first().first()


def is_for_own_fields(job_id: str) -> bool:
    """Whether a job of this kind is about the indexes of own fields."""
    return ImportJob.objects.filter(pk=job_id, options__has_key="own_fields").exists()


class OwnIndexing(Conductor):
    def conduct(self) -> None:
        progress.publish(self.job)
        self.go_on()
        with catalogue_lock() as lock:
            self.wait_for(lock)
            self.enter(Phase.APPLYING)
            fields = current_fields()
            forget_words_searched_no_more()
            indexes.drop_unwanted(fields)
            self._build_missing(fields)
            self._learn_words(fields)
            indexes.look_at_products()
            self.settle(self.job.complete)

    def _build_missing(self, fields: Fields) -> None:
        found = own_indexes.wanted(fields)
        names = [name for name in indexes.in_order(indexes.missing()) if name in found]
        self._advance(0, total_rows=number_of_products(), unchanged=0)
        for number, name in enumerate(names):
            index_builds.drop([name])  # what a build left behind that did not come to its end
            look = partial(self._look, number, len(names))
            if not index_builds.build_in_the_background(found[name], on_look=look):
                self._advance(0, warnings=[Warned(DELAYED, "index_delayed")])

    def _look(self, built: int, number: int, percent: int) -> None:
        self._advance(int(BUILT_SHARE * (built + percent / 100) / number))
        self.go_on()

    def _learn_words(self, fields: Fields) -> None:
        """From then on the search box trusts the words and their index."""
        own_indexes.learn_words(own_indexes.to_learn(fields), on_chunk=self._have_learnt)
        self._advance(99, unchanged=self.job.total_rows)

    def _have_learnt(self, number: int) -> None:
        total = self.job.total_rows
        done = min(self.job.unchanged + number, total)
        self._advance(BUILT_SHARE + (99 - BUILT_SHARE) * done // max(total, 1), unchanged=done)
        self.go_on()

    def _advance(self, percent: int, **values: object) -> None:
        self.job.advance_or_leave(progress=percent, **values)
        progress.publish(self.job)
