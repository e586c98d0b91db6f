"""`up`: everything on this machine, until Ctrl-C."""

import math
import time
from argparse import ArgumentParser
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import OperationalError, connections
from kombu.exceptions import OperationalError as BrokerError

from product_importer.celery import app
from product_importer.launch import address, embedded, folder_claim, preparation
from product_importer.launch.address import Address
from product_importer.launch.children import children, import_file, imports_node
from product_importer.launch.healer import Healer
from product_importer.launch.runner import ChildFailed, Runner, logs_in

ANSWER_SECONDS = 1.0
PATIENCE_SECONDS = 20.0
WEB = "web"
IN_REACH = (
    "Other machines reach us (HOST={}). Let a proxy with TLS stand in front if strangers are among them: "
    "docs/operations.md."
)
_CALLED = {WEB: "web server", "imports": "worker"}


class Command(BaseCommand):
    help = (
        "Starts everything: PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL are set, migrations, the first "
        "user, the web server, the worker and the beat. Ctrl-C stops it all. FILE is imported once everything is up."
    )
    requires_system_checks = ()  # they take a second; the tests run them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="a CSV file to import once everything is up")

    def handle(self, *args: object, file: str | None, **options: object) -> None:
        if file and not Path(file).is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            self._prepare()
            self._run(Path(file).resolve() if file else None)
        except KeyboardInterrupt:
            raise CommandError("Interrupted before everything was up.", returncode=130) from None
        except OperationalError as error:
            raise CommandError(f"The database is not responding: {error}") from error
        except (ChildFailed, embedded.EmbeddedError) as error:
            raise CommandError(str(error)) from error

    def _prepare(self) -> None:
        servers = embedded.in_use()
        if servers and not servers.home.folder.is_relative_to(settings.DATA_DIR):
            self._say(f"Only root can enter {settings.DATA_DIR}: the servers keep their data in {servers.home.folder}.")
        if preparation.is_database_behind():
            self._say("Preparing the database.")
            preparation.migrate()
        if preparation.have_static_files_changed():
            self._say("Collecting the static files.")
            preparation.collect_static_files()
        if password := preparation.create_first_user():
            self._say(f"Sign in as {preparation.FIRST_USER} with the password {password} (it is shown only this once).")
        connections.close_all()

    def _run(self, file: Path | None) -> None:
        place = address.chosen()
        for schedule in settings.DATA_DIR.glob("beat-schedule*"):
            schedule.unlink()  # it may be torn, and nothing is lost with it
        services = children(place, settings.DATA_DIR)
        healer = Healer(embedded.in_use(), say=self._warn)
        with Runner(services, data_dir=settings.DATA_DIR, say=self._warn, pass_fds=_inherited()) as runner:
            self._wait_until_ready(runner, healer, place)
            if file and not runner.stop_requests:
                runner.add_guest(import_file(file))
            while not runner.stop_requests:
                runner.tend()
                healer.tend()
            self._say("Stopping once the work under way is finished. Press Ctrl-C again to stop sooner.")
        self._say("Stopped.")

    def _wait_until_ready(self, runner: Runner, healer: Healer, place: Address) -> None:
        logs, remind_at = logs_in(settings.DATA_DIR), time.monotonic() + PATIENCE_SECONDS
        while missing := _first_silent(place):
            runner.tend()
            healer.tend()
            if runner.stop_requests:
                return
            if missing == WEB:
                runner.refuse_hopeless(WEB)
            if time.monotonic() > remind_at:
                self._say(f"Still waiting for the {_CALLED[missing]}. Its log is in {logs}.")
                remind_at = math.inf
        if not place.is_of_this_machine_alone:
            self._say(IN_REACH.format(place.host))
        self._say(f"Logs are in {logs}. Press Ctrl-C to stop.")
        self._say(f"Ready: {place.url}")

    def _say(self, line: str) -> None:
        _write(self.stdout, line)

    def _warn(self, line: str) -> None:
        _write(self.stderr, line)


def _write(stream: OutputWrapper, line: str) -> None:
    """Lines that nobody can read, because the terminal is gone or the disk full, are no reason to end."""
    with suppress(OSError):
        stream.write(line)
        stream.flush()


def _inherited() -> list[int]:
    """What the children hold open with us: the embedded servers, and the claim on the data folder."""
    servers, ours = embedded.in_use(), folder_claim.taken()
    return ([servers.lock_handle] if servers else []) + ([ours.children_handle] if ours else [])


def _first_silent(place: Address) -> str | None:
    """The child for which we still wait."""
    if not _web_answers(place):
        return WEB
    return None if _worker_answers() else "imports"


def _web_answers(place: Address) -> bool:
    """Whether it serves pages; which answer it gives is not our business."""
    connection = HTTPConnection(place.within_reach, place.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _worker_answers() -> bool:
    try:
        return bool(app.control.ping(destination=[imports_node()], timeout=ANSWER_SECONDS, limit=1))
    except BrokerError:
        return False
