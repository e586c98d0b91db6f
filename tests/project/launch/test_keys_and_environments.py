"""Nothing is served with keys that everybody knows, nor in an environment that nobody knows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import celeryd_init
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from product_importer.launch import children, variables
from product_importer.launch.address import Address
from product_importer.launch.reader import Reader
from tests.processes import ROOT, free_port

KEYS = {"SECRET_KEY": "a" * 40, "WEBHOOK_MASTER_KEY": "b" * 40, "CREDENTIALS_KEY": "c" * 40}
URLS = {"DATABASE_URL": "postgresql://app@nowhere.invalid/app", "REDIS_URL": "redis://nowhere.invalid/0"}


def run(argv: tuple[str, ...], tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        argv,
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# Keys


@pytest.mark.parametrize("name", ["web", "imports", "beat"])
def test_nothing_is_served_without_keys(tmp_path: Path, name: str) -> None:
    child = {
        "web": children.web(Address("127.0.0.1", free_port())),
        "imports": children.imports_worker(),
        "beat": children.beat(tmp_path),
    }[name]

    done = run(child.argv, tmp_path, **URLS)

    assert done.returncode != 0
    assert "Set SECRET_KEY, WEBHOOK_MASTER_KEY and CREDENTIALS_KEY first: nothing is served without." in done.stderr


@pytest.mark.parametrize("missing", [["SECRET_KEY"], ["WEBHOOK_MASTER_KEY"], ["CREDENTIALS_KEY"]])
def test_each_missing_key_is_named(settings: Settings, missing: list[str]) -> None:
    settings.MISSING_KEYS = missing

    with pytest.raises(SystemExit, match=f"^Set {missing[0]} first: "):
        celeryd_init.send(sender="a worker")


def test_source_has_no_key_of_its_own(tmp_path: Path) -> None:
    show = "from product_importer import settings; print([settings.SECRET_KEY, settings.WEBHOOK_MASTER_KEYS])"

    assert run((sys.executable, "-c", show), tmp_path).stdout == "['', []]\n"


def test_command_that_serves_nothing_needs_no_key(tmp_path: Path) -> None:
    done = run((sys.executable, "manage.py", "check"), tmp_path)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


# Environments


@pytest.mark.parametrize("name", ["prod", "Production", "PRODUCTION", "dev", "staging"])
def test_unknown_environment_is_a_fault_that_lists_the_known_ones(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(variables, "env", Reader({"DJANGO_ENV": name}))

    variables.is_production()

    with pytest.raises(ImproperlyConfigured, match=f"^DJANGO_ENV={name} is unknown. Set it to development or prod"):
        variables.refuse_faults()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DJANGO_ENV": ""}, False),
        ({"DJANGO_ENV": "development"}, False),
        ({"DJANGO_ENV": "production"}, True),
        ({"DJANGO_ENV": " production "}, True),
    ],
)
def test_production_is_what_is_called_so(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(variables, "env", Reader(environment))

    assert variables.is_production() is expected


def test_unknown_mode_of_imports_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    done = run((sys.executable, "manage.py", "check"), tmp_path, **KEYS, **URLS, IMPORT_MODE="revue")

    assert done.returncode != 0
    assert "IMPORT_MODE=revue is unknown. Set it to apply or review, spelled exactly like this." in done.stderr


def test_unknown_environment_is_refused_by_whatever_reads_the_settings(tmp_path: Path) -> None:
    done = run(children.imports_worker().argv, tmp_path, **KEYS, **URLS, DJANGO_ENV="prod")

    assert done.returncode != 0
    assert "DJANGO_ENV=prod is unknown." in done.stderr


def test_unknown_environment_is_told_in_one_line_before_a_server_starts(tmp_path: Path) -> None:
    done = run((sys.executable, "manage.py", "up"), tmp_path, DJANGO_ENV="prod")

    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "servers").exists()
