"""A file that went straight to the store is first read by a worker: only then is it known whether it is a new one."""

from products.imports import source
from products.imports.receiving import ASKS_IF_SEEN
from products.imports.same_file import earlier_of, is_worth_asking
from products.jobs.models import ImportJob


def is_to_be_asked(job: ImportJob) -> bool:
    """Note the file's checksum, if nobody has yet. Whether a person is to say first if the file is imported again.

    Raises FileFailure.
    """
    if job.file_sha256 or job.continues_id or source.is_on_this_disk(job):
        return False
    with source.uploaded(job) as file:
        job.advance_or_leave(file_sha256=source.checksum(job, file))
    return bool(job.options.get(ASKS_IF_SEEN)) and is_worth_asking(earlier_of(job))
