"""The settings, `.env.example` and what production demands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT
from tests.project.launch.dotenv_reader import read_by

PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "k" * 60,
    "WEBHOOK_MASTER_KEY": "w" * 60,
    "CREDENTIALS_KEY": "c" * 60,
    "ALLOWED_HOSTS": "importer.example.com",
    "DATABASE_URL": "postgresql://app@localhost/app",
    "REDIS_URL": "redis://localhost/0",
}


def load(tmp_path: Path, environment: dict[str, str], then: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"from product_importer import settings; {then}"],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_from_the_environment_stands_in_the_example() -> None:
    sources = [
        ROOT / "product_importer" / name
        for name in (
            "settings.py",
            "gunicorn.conf.py",
            "web_worker.py",
            "launch/data_folder.py",
            "launch/sign_file.py",
            "launch/variables.py",
        )
    ]
    pattern = r"""(?:env\.\w+|(?:list_)?required_in_production|environ\.get|environ\.setdefault)\(\s*["'](\w+)["']"""
    read = {name for source in sources for name in re.findall(pattern, source.read_text())}
    shown = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read - shown == set()
    assert shown - read - {"ADMIN_PASSWORD", "PORT", "HOST"} == set()


def test_every_line_of_the_example_means_what_it_says_without_its_mark(tmp_path: Path) -> None:
    """Comments after the values are not taken as part of them."""
    example = (ROOT / ".env.example").read_text()
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", example, flags=re.MULTILINE))

    read = read_by(dotenv=file)

    assert read == dict(re.findall(r"^#([A-Z_]+)=(\S*)", example, re.MULTILINE))
    assert load(tmp_path, {**read, "DJANGO_ENV": "", "DATA_DIR": str(tmp_path)}).stderr == ""


def test_production_starts_with_all_it_needs(tmp_path: Path) -> None:
    assert load(tmp_path, PRODUCTION).returncode == 0


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DJANGO_ENV"}))
def test_production_refuses_to_start_without(tmp_path: Path, name: str) -> None:
    done = load(tmp_path, {key: value for key, value in PRODUCTION.items() if key != name})

    assert done.returncode != 0
    assert f"DJANGO_ENV=production needs {name}." in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "k" * 31), ("WEBHOOK_MASTER_KEY", "w" * 60 + ",short"), ("CREDENTIALS_KEY", ",")],
)
def test_production_refuses_keys_that_could_be_guessed(tmp_path: Path, name: str, value: str) -> None:
    done = load(tmp_path, {**PRODUCTION, name: value})

    assert f"{name} is too short: take 32 random characters or more." in done.stderr


def test_lists_may_have_spaces_and_end_with_a_comma(tmp_path: Path) -> None:
    keys = {"WEBHOOK_MASTER_KEY": f"{'a' * 40}, {'b' * 40},", "ALLOWED_HOSTS": " a.example.com , b.example.com"}

    done = load(tmp_path, {**PRODUCTION, **keys}, then="print(settings.WEBHOOK_MASTER_KEYS, settings.ALLOWED_HOSTS)")

    assert done.stdout == f"{['a' * 40, 'b' * 40]} ['a.example.com', 'b.example.com']\n"


def test_production_takes_its_secrets_from_files(tmp_path: Path) -> None:
    names = ("SECRET_KEY", "WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY", "REDIS_URL", "DATABASE_URL")
    for name in names:
        (tmp_path / name).write_text(PRODUCTION[name] + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in names}
    keys = "settings.SECRET_KEY, *settings.WEBHOOK_MASTER_KEYS, *settings.CREDENTIALS_KEYS"
    shown = f"print({keys}, settings.REDIS_URL, settings.DATABASE_URL)"

    done = load(tmp_path, {"DJANGO_ENV": "production", "ALLOWED_HOSTS": "a.example.com", **files}, then=shown)

    assert done.stdout.split() == [PRODUCTION[name] for name in names]


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_secret_whose_file_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)

    done = load(tmp_path, {**PRODUCTION, "SECRET_KEY": "", "SECRET_KEY_FILE": str(file)})

    assert done.returncode != 0
    assert f"SECRET_KEY_FILE: {file} " in done.stderr


def test_variable_counts_more_than_its_file(tmp_path: Path) -> None:
    shown = "print(settings.SECRET_KEY)"

    done = load(tmp_path, {"SECRET_KEY": "mine", "SECRET_KEY_FILE": "/nowhere"}, then=shown)

    assert done.stdout == "mine\n"


def test_production_refuses_to_start_with_debug(tmp_path: Path) -> None:
    done = load(tmp_path, {**PRODUCTION, "DEBUG": "true"})

    assert "DEBUG must be off" in done.stderr
