"""The settings, `.env.example` and what production demands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, free_port
from tests.project.launch.dotenv_reader import read_by
from tests.small_disk import READ_ONLY, small_disk

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
            "import_settings.py",
            "gunicorn.conf.py",
            "launch/data_folder.py",
            "launch/sign_file.py",
            "launch/store_settings.py",
            "launch/variables.py",
        )
    ]
    pattern = r"""(?:env\.\w+|(?:list_)?required_in_production|environ\.get|environ\.setdefault)\(\s*["'](\w+)["']"""
    read = {name for source in sources for name in re.findall(pattern, source.read_text())}
    shown = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read - shown == set()
    assert shown - read == {"ADMIN_PASSWORD"}


def test_every_line_of_the_example_means_what_it_says_without_its_mark(tmp_path: Path) -> None:
    """Comments after the values are not taken as part of them."""
    example = (ROOT / ".env.example").read_text()
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#(?=[A-Z0-9_]+=)", "", example, flags=re.MULTILINE))

    read = read_by(dotenv=file)

    assert read == dict(re.findall(r"^#([A-Z0-9_]+)=(\S*)", example, re.MULTILINE))
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


# Everything that is wrong, at once

WRONG = {
    "DEBUG": "ture",
    "IMPORT_MAX_ROWS": "many",
    "IMPORT_BELT_NAMES_PERCENT": "101",
    "WEBHOOK_TIMEOUT_SECONDS": "nan",
    "DATABASE_URL": "mysql://app:hunter2@db/app",
    "REDIS_URL": "unix:///run/valkey.sock",
    "WEBHOOK_ALLOWED_NETWORKS": "10.1.0.0/8",
    "CSRF_TRUSTED_ORIGINS": "importer.example.com",
    "IMPORT_MISSING_WAITS_PERCENT": "30",
    "IMPORT_BELTS_AMBER": "names,prices",
    "CORS_ALLOWED_ORIGINS": "*",
    "WEBHOOK_CA_FILE": "/nowhere/ca.pem",
    "LOG_LEVEL": "loud",
    "SECRET_KEY_FILE": "/nowhere/key",
    "OVER_TLS": "false",
    "BEHIND_TLS_PROXY": "true",
}
TOLD = """\
- SECRET_KEY_FILE: /nowhere/key cannot be read (No such file or directory). Name a file that holds SECRET_KEY and that we may read.
- IMPORT_MAX_ROWS=many is not a whole number. Set it to a whole number, 1 or more, such as 20000000.
- IMPORT_BELT_NAMES_PERCENT=101 is out of range. Set it to a whole number, from 0 to 100, such as 50.
- DEBUG=ture is neither true nor false. Set it to one of the two.
- WEBHOOK_ALLOWED_NETWORKS: 10.1.0.0/8 has host bits set. Set it to networks separated by commas, such as 10.1.0.0/16.
- WEBHOOK_TIMEOUT_SECONDS=nan is not a number. Set it to a number, 0.01 or more, such as 15.0.
- LOG_LEVEL=loud is unknown. Set it to DEBUG, INFO, WARNING, ERROR or CRITICAL, spelled exactly like this.
- DATABASE_URL does not begin with postgresql:// or postgres://. Set it to one like postgresql://user:password@db.example.com:5432/app.
- CELERY_BROKER_URL is missing: REDIS_URL is a Unix socket, which the queue knows by another spelling. Set it to one like redis+socket:///run/valkey.sock?virtual_host=1.
- CSRF_TRUSTED_ORIGINS: importer.example.com is not an origin. Set it to a scheme and a name without a path, such as https://shop.example.com; separate several by commas.
- CORS_ALLOWED_ORIGINS: * is not an origin. Set it to a scheme and a name without a path, such as https://shop.example.com; separate several by commas.
- BEHIND_TLS_PROXY is on and OVER_TLS is off. Set OVER_TLS=true if people use https, or leave BEHIND_TLS_PROXY out.
- IMPORT_BELTS_AMBER: there is no seat belt prices. There are: price_jump, price_ratio, deactivated, names, fewer_rows, field_emptied, rejected, near_twins, missing.
- IMPORT_MISSING_WAITS_PERCENT=30 is more than IMPORT_MISSING_REFUSES_PERCENT=20. Make it at most as much.
- WEBHOOK_CA_FILE: /nowhere/ca.pem cannot be read. Name a file of certificates in PEM format.
"""  # noqa: E501


@pytest.mark.parametrize(
    "program", ["manage.py check", "-m product_importer.worker imports", "-m product_importer.beat"]
)
def test_everything_that_is_wrong_is_told_at_once_without_a_trace(tmp_path: Path, program: str) -> None:
    done = run(program, tmp_path, WRONG)

    assert (done.returncode, done.stderr) == (1, f"15 things are wrong with the settings.\n{TOLD}")


def test_web_server_tells_what_is_wrong_with_its_own_variables_too(tmp_path: Path) -> None:
    wrong = {"WEB_THREADS": "0", "PORT": "65536", "WEB_HEAD_SECONDS": "soon"}
    servers = {name: PRODUCTION[name] for name in ("DATABASE_URL", "REDIS_URL")}

    done = run("-m gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi", tmp_path, wrong | servers)

    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "3 things are wrong with the settings.",
            "- PORT=65536 is out of range. Set it to a whole number, from 1 to 65535, such as 8000.",
            "- WEB_THREADS=0 is out of range. Set it to a whole number, 1 or more, such as 600.",
            "- WEB_HEAD_SECONDS=soon is not a number. Set it to a number, 0.1 or more, such as 10.0.",
        ],
    )


def test_variable_that_looks_misspelt_is_warned_of_and_others_are_nobodys_business(tmp_path: Path) -> None:
    done = run("manage.py check", tmp_path, {"WEBHOOK_TIMEOUT_SECOND": "3", "IMPORT_DATE": "1", "HOSTNAME": "x"})

    assert done.returncode == 0
    assert done.stderr == (
        "Warning: WEBHOOK_TIMEOUT_SECOND is unknown and has no effect. Is WEBHOOK_TIMEOUT_SECONDS meant?\n"
    )


@pytest.mark.parametrize("program", ["manage.py check", "manage.py up", "manage.py migrate"])
def test_read_only_disk_is_told_before_anything_is_started(tmp_path: Path, program: str) -> None:
    with small_disk(tmp_path / "disk", 4_096, flags=READ_ONLY) as disk:
        done = run(program, disk, {"PORT": str(free_port())})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"DATA_DIR: {disk}")
    assert done.stderr.endswith(
        " cannot be written to (Read-only file system). Set it to a folder that is ours, such as /data.\n"
    )


def test_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")

    done = run("manage.py check", tmp_path, {})

    assert done.stderr == (
        f"DATA_DIR: {tmp_path}/uploads/incoming cannot be written to (Not a directory). "
        "Set it to a folder that is ours, such as /data.\n"
    )


def run(program: str, data_dir: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *program.split()],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
