"""No process has a secret in its environment that it does not need."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from product_importer.launch import children, file_variables
from product_importer.launch.address import Address
from product_importer.launch.runner import Runner
from product_importer.lib import signs_of_life
from tests.processes import Program, eventually

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the environment of any process can be read on Linux only"
)

SERVERS = {"DATABASE_URL", "DATABASE_PASSWORD", "REDIS_URL", "CELERY_BROKER_URL"}
FILES = {"S3_SECRET_ACCESS_KEY"}
NEEDED = {
    "imports": SERVERS | FILES,
    "webhooks": SERVERS | FILES | {"WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY", "EMAIL_URL"},
    "web": {*file_variables.NAMES} - {"ADMIN_PASSWORD", "EMAIL_URL"},
    "beat": {"REDIS_URL", "CELERY_BROKER_URL"},
    "import": SERVERS | FILES,
}


def secrets_in(environment: Mapping[str, str]) -> set[str]:
    """By their names, whether they stand there themselves or the names of their files."""
    assert not [value for value in environment.values() if value.startswith("canary ") and value[7:] not in environment]
    return {name.removesuffix("_FILE") for name in environment} & {*file_variables.NAMES}


def test_no_child_is_given_a_secret_that_it_does_not_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in file_variables.NAMES:
        monkeypatch.setenv(name, f"canary {name}")
        monkeypatch.setenv(f"{name}_FILE", f"/run/secrets/{name}")
    ours = [*children.children(Address("127.0.0.1", 8000), tmp_path), children.import_file(tmp_path / "a.csv")]
    sleepers = {child.name: replace(child, argv=("/bin/sleep", f"6{at}")) for at, child in enumerate(ours)}

    with Runner([*sleepers.values()], data_dir=tmp_path, say=print):
        found = {name: secrets_in(environment_of(sleeper.argv)) for name, sleeper in sleepers.items()}

    assert found == NEEDED


def environment_of(argv: tuple[str, ...]) -> dict[str, str]:
    """Of our child with this command line."""

    def environments() -> list[dict[str, str]]:
        every = psutil.process_iter(["ppid", "cmdline", "environ"])  # None of those that have ended meanwhile
        return [
            each.info["environ"]
            for each in every
            if (each.info["ppid"], each.info["cmdline"]) == (os.getpid(), [*argv])
        ]

    return eventually(environments)[0]


def test_servers_are_given_no_secret_at_all() -> None:
    folder = Path(os.environ["TESTS_DATA_DIR"], "servers").resolve()
    if not folder.exists():
        pytest.skip("DATABASE_URL and REDIS_URL name servers that are not ours")

    found = {
        each.info["name"]: each.info["environ"].keys()
        for each in psutil.process_iter(["name", "cwd", "environ"])
        if each.info["cwd"] and Path(each.info["cwd"]).is_relative_to(folder) and each.info["environ"]
    }

    assert "postgres" in found
    assert all(names <= {"PATH", "LC_ALL"} for names in found.values())


@pytest.mark.parametrize("name", ["imports", "beat"])
def test_child_does_its_work_without_the_secrets_of_others(
    tmp_path: Path, process_environment: dict[str, str], name: str
) -> None:
    """In production too, which demands them of everybody else."""
    given = {**process_environment, "DJANGO_ENV": "production", "ALLOWED_HOSTS": "importer.example.com"}
    child = {each.name: each for each in children.children(Address("127.0.0.1", 8000), tmp_path)}[name]
    program = Program(child.argv, child.environment(given), tmp_path / "child.log")

    try:
        eventually(lambda: (signs_of_life.recently_seen() or {})["beat" if name == "beat" else "worker"])
    finally:
        program.kill()
