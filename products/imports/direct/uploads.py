"""An upload straight to the store: begun by asking for an address, completed by saying that the file is there.

What is never completed goes after a day. By then nothing can arrive any more under its address, which starts uploads
for some minutes only.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from product_importer.launch.store_settings import MOST_IN_ONE_PUT
from product_importer.lib.file_store.failures import StoreAway
from product_importer.lib.humanize import size_in_words
from products.fields.reasons import FileFailure
from products.imports import receiving, upload_options
from products.imports.direct_models import DirectUpload
from products.jobs.models import ImportJob
from products.jobs.record import stored_name

TO_BEGIN_SECONDS = 15 * 60
"""In which the file has to be begun to be sent; it may take longer."""

KEEP_UNCOMPLETED = timedelta(days=1)
"""No upload takes that long."""


class Unknown(Exception):
    """There is no such upload, or it is somebody else's, or it was given up."""


class NotThere(Exception):
    """The file has not arrived, or not all of it."""


class Begun(NamedTuple):
    upload: DirectUpload
    url: str
    expires_at: datetime


def is_on() -> bool:
    return bool(settings.UPLOADS_DIRECT_OVER)


def begin(*, file_name: str, file_size: int, user: AbstractBaseUser, options: Mapping[str, object]) -> Begun:
    """An address for a file of this size. Raises InvalidOptions, or FileFailure `empty_file` or `too_large`."""
    receiving.refuse_size(file_size)
    if file_size > MOST_IN_ONE_PUT:
        most = size_in_words(MOST_IN_ONE_PUT)
        raise FileFailure("too_large", f"A file over {most} cannot go straight to the store. Send it to the server.")
    upload_options.checked(options)
    upload = DirectUpload(
        created_by_id=user.pk, file_name=receiving.as_text(file_name), file_size=file_size, options=dict(options)
    )
    expires_at = timezone.now() + timedelta(seconds=TO_BEGIN_SECONDS)
    url = _storage().presigned_put(_name(upload), size=file_size, seconds=TO_BEGIN_SECONDS)
    upload.save(force_insert=True)
    return Begun(upload, url, expires_at)


def complete(upload_id: uuid.UUID, *, user: AbstractBaseUser) -> ImportJob:
    """The import of the file, given to the queue. To say it twice does no harm.

    Raises Unknown, NotThere, StoreAway, and as `receiving.keep` does; what is refused leaves nothing behind.
    """
    try:
        with transaction.atomic():
            upload = _open(upload_id, user)
            if upload is None:
                return _completed(upload_id, user)
            job = _job_of(upload, user)
            upload.delete()
    except (FileFailure, upload_options.InvalidOptions):
        give_up(upload_id, user=user)
        raise
    return receiving.hand_over(job)


def give_up(upload_id: uuid.UUID, *, user: AbstractBaseUser) -> bool:
    """It will not be completed. False if there is none. The row stays until nothing can arrive any more."""
    with transaction.atomic():
        upload = _open(upload_id, user)
        if upload is None:
            return False
        upload.given_up = True
        upload.save(update_fields=["given_up"])
    with suppress(StoreAway):  # the sweep tries again
        _storage().delete(_name(upload))
    return True


def sweep() -> None:
    """Remove what was never completed, with what came of its file."""
    with suppress(StoreAway):  # another time
        for upload in DirectUpload.objects.filter(created_at__lt=timezone.now() - KEEP_UNCOMPLETED):
            _remove(upload.pk)


def _remove(upload_id: uuid.UUID) -> None:
    with transaction.atomic():
        upload = DirectUpload.objects.select_for_update(skip_locked=True).filter(pk=upload_id).first()
        if upload:  # nobody completes it just now
            _storage().delete(_name(upload))
            upload.delete()


def _open(upload_id: uuid.UUID, user: AbstractBaseUser) -> DirectUpload | None:
    mine = DirectUpload.objects.select_for_update().filter(pk=upload_id, created_by_id=user.pk)
    return mine.filter(given_up=False).first()


def _completed(upload_id: uuid.UUID, user: AbstractBaseUser) -> ImportJob:
    job = ImportJob.objects.filter(pk=upload_id, created_by_id=user.pk).first()
    if job is None:
        raise Unknown
    return job


def _job_of(upload: DirectUpload, user: AbstractBaseUser) -> ImportJob:
    try:
        stored = _storage().open(_name(upload))
    except FileNotFoundError as error:
        raise NotThere("The file has not arrived in the store. Send it to the address first.") from error
    with stored as file:
        if file.size != upload.file_size:
            came, whole = size_in_words(file.size), size_in_words(upload.file_size)
            raise NotThere(f"{came} of the file have arrived, and {whole} were promised. Send it again.")
        return receiving.keep_stored(
            file, job_id=upload.pk, file_name=upload.file_name, user=user, options=upload.options
        )


def _name(upload: DirectUpload) -> str:
    return stored_name(ImportJob(pk=upload.pk), upload.file_name)


def _storage() -> Any:
    """The bucket; there are no direct uploads without one."""
    return ImportJob._meta.get_field("file").storage
