"""What docker-compose.yml and the Dockerfile claim, without Docker."""

import json
import os
import re
import shlex
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from pytest_django import Settings

from product_importer.launch import children, file_variables, sign_file
from product_importer.launch.address import Address
from product_importer.launch.children import Child
from tests.processes import ROOT
from tests.web import web_server

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def interpolated(text: str, **given: str) -> str:
    """As Compose reads the file: `${NAME:-otherwise}` and `${NAME:?needed}`."""

    def value(match: re.Match[str]) -> str:
        return given.get(match["name"]) or (match["otherwise"] if match["kind"] == ":-" else f"given {match['name']}")

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<otherwise>[^}]*)\}", value, text)


def published(**given: str) -> list[str]:
    return re.findall(r'^      - "([^"]*:\d+:\d+)"$', interpolated(COMPOSE, **given), re.MULTILINE)


def variable(name: str, **given: str) -> str:
    (value,) = re.findall(rf"^  {name}: (.*)$", interpolated(COMPOSE, **given), re.MULTILINE)
    return str(value)


SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
SERVERS = ("postgres", "valkey")
OURS = [name for name in SERVICES if name not in SERVERS]
CHILDREN = {child.name: child for child in children.children(Address("127.0.0.1", 8000), Path("/data"))}


def test_every_process_of_start_sh_is_a_service() -> None:
    assert {*OURS} == {*CHILDREN, "migrate"}


@pytest.mark.parametrize("name", [name for name in CHILDREN if name != "web"])
def test_service_serves_what_the_process_of_start_sh_serves(name: str) -> None:
    command = shlex.split(SERVICES[name]["command"])

    assert [word for word in command[1:] if "=" not in word] == [*takewhile(is_no_option, CHILDREN[name].argv[1:])]


def is_no_option(word: str) -> bool:
    return word == "-m" or not word.startswith("-")


@pytest.mark.parametrize("name", OURS)
def test_service_is_given_the_secrets_that_it_needs_and_no_others(name: str) -> None:
    environment = SERVICES[name]["environment"]
    withheld = {*environment.get("SECRETS_WITHHELD", "").split(",")}
    files = {each: path for each in file_variables.NAMES if (path := environment.get(f"{each}_FILE"))}
    readable = {each for each in files if each not in withheld}
    needed = CHILDREN.get(name, Child("migrate", (), 0, children.SERVERS)).secrets

    assert readable == needed & {*files}
    assert SERVICES[name].get("secrets", []) == [each.lower() for each in SECRETS if each in readable]
    assert [files[each] for each in SECRETS] == [f"/run/secrets/{each.lower()}" for each in SECRETS]
    assert not {*environment} & {*files}
    from_env_file = {"EMAIL_URL", "METRICS_TOKEN", "S3_SECRET_ACCESS_KEY"}
    assert {each for each in from_env_file if environment.get(each) == ""} == from_env_file - needed
    assert from_env_file & withheld == from_env_file - needed


SECRETS = ("DATABASE_PASSWORD", "SECRET_KEY", "WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY")


@pytest.mark.parametrize("name", OURS)
def test_service_of_ours_cannot_change_itself(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"]
    assert (service["tmpfs"], service["volumes"]) == ("/tmp", ["data:/data"])  # noqa: S108 it is the container's
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert "\nUSER importer\n" in DOCKERFILE


@pytest.mark.parametrize("name", SERVICES)
def test_service_comes_back_and_says_how_it_is(name: str) -> None:
    service = SERVICES[name]
    once = name == "migrate"

    assert service["restart"] == ("no" if once else "unless-stopped")
    if name != "web":  # the image's own
        assert service["healthcheck"].get("disable", False) == once
    if name in CHILDREN and name != "web":
        assert service["healthcheck"]["test"] == ["CMD", "python", "-m", sign_file.__name__]


@pytest.mark.parametrize("name", [name for name in CHILDREN if name != "beat"])
def test_service_has_time_to_end_what_it_does(name: str) -> None:
    assert SERVICES[name]["stop_grace_period"] == f"{CHILDREN[name].patience_seconds:.0f}s"


def test_sign_of_life_counts_for_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "works"
    monkeypatch.setenv("SIGN_OF_LIFE_FILE", str(file))
    before = sign_file.is_fresh()
    sign_file.touch()
    touched = sign_file.is_fresh()
    long_ago = file.stat().st_mtime - sign_file.FRESH_SECONDS
    os.utime(file, (long_ago, long_ago))

    assert (before, touched, sign_file.is_fresh()) == (False, True, False)


def test_no_sign_of_life_is_left_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGN_OF_LIFE_FILE", raising=False)

    sign_file.touch()

    assert not sign_file.is_fresh()


def test_only_the_web_server_is_published_and_on_this_machine_alone() -> None:
    assert len(re.findall(r"^ +ports:", COMPOSE, re.MULTILINE)) == 1
    assert published() == ["127.0.0.1:8000:8000"]
    assert published(PUBLISHED_ON="0.0.0.0", PORT="80") == ["0.0.0.0:80:8000"]


@pytest.mark.parametrize(
    ("name", "otherwise", "declared"), [("TRUSTED_PROXY_HOPS", "0", "1"), ("BEHIND_TLS_PROXY", "false", "true")]
)
def test_proxy_is_believed_only_if_it_is_declared(name: str, otherwise: str, declared: str) -> None:
    assert variable(name) == otherwise
    assert variable(name, **{name: declared}) == declared


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "10.0.0.7", "evil.example", "not a host"])
@pytest.mark.parametrize("path", ["/health/", "/health/ready/"])
def test_health_answers_whatever_host_it_is_asked_for(client: Client, settings: Settings, path: str, host: str) -> None:
    settings.ALLOWED_HOSTS = ["importer.example.com"]

    assert client.get(path, HTTP_HOST=host).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/products/", "/accounts/login/", "/admin/", "/api/products/", "/healthy/"])
def test_every_other_page_wants_a_host_that_is_allowed(client: Client, settings: Settings, path: str) -> None:
    settings.ALLOWED_HOSTS = ["importer.example.com"]

    assert client.get(path, HTTP_HOST="evil.example").status_code == 400
    assert client.get(path, HTTP_HOST="importer.example.com").status_code != 400


def test_health_check_of_the_image_finds_the_server_healthy(process_environment: dict[str, str]) -> None:
    (line,) = re.findall(r"HEALTHCHECK [^\n]*\\\n\s*CMD (\[.*\])", DOCKERFILE)
    python, *arguments = json.loads(line)
    overrides = {
        "DJANGO_ENV": "production",
        "SECRET_KEY": "a" * 40,
        "WEBHOOK_MASTER_KEY": "b" * 40,
        "CREDENTIALS_KEY": "c" * 40,
        "ALLOWED_HOSTS": "importer.example.com",
    }

    with web_server(process_environment, overrides) as web:
        environment = {"PATH": os.environ["PATH"], "PORT": str(web.port)}
        healthy = subprocess.run([sys.executable, *arguments], env=environment, check=False).returncode
        elsewhere = web.get("/accounts/login/").status_code
    gone = subprocess.run([sys.executable, *arguments], env=environment, check=False, stderr=subprocess.DEVNULL)

    assert python == "python"
    assert (healthy, elsewhere) == (0, 400)
    assert gone.returncode != 0
