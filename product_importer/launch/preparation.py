"""What must be done before the first page is served: the tables, the static files, the first user."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from product_importer.lib import locks

FIRST_USER = "admin"
PASSWORD_BYTES = 12  # of randomness
FIRST_USER_LOCK, MIGRATION_LOCK = 7_201_544_103, 7_201_544_104  # arbitrary numbers, for PostgreSQL's advisory locks


def is_database_behind() -> bool:
    """Whether there are migrations to run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """One process at a time; whoever comes second finds nothing left to do."""
    with locks.held_once_free(MIGRATION_LOCK):
        call_command("migrate", verbosity=0, interactive=False)


def have_static_files_changed() -> bool:
    """Whether they differ from those that were collected last."""
    note = _note_of_collected()
    return not note.exists() or note.read_text() != _digest_of_static_files()


def collect_static_files() -> None:
    """Hash and compress them, and note which they were."""
    digest = _digest_of_static_files()
    call_command("collectstatic", verbosity=0, interactive=False)
    _note_of_collected().write_text(digest)


def create_first_user() -> str | None:
    """Make the superuser `admin` if there is no user at all.

    Takes ADMIN_PASSWORD if it is set; otherwise invents a password and returns it.
    """
    users = get_user_model()
    if users._default_manager.exists():
        return None
    given = os.environ.get("ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(PASSWORD_BYTES)
    with transaction.atomic():
        locks.hold_until_commit(FIRST_USER_LOCK)
        if users._default_manager.exists():
            return None
        users._default_manager.create_superuser(FIRST_USER, password=password)
    return None if given else password


def _note_of_collected() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _digest_of_static_files() -> str:
    """A digest of their names, sizes and times, which is quicker than reading them."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
