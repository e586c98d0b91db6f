"""What docker-compose.yml and the Dockerfile claim, without Docker."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

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
    (value,) = re.findall(rf"^    {name}: (.*)$", interpolated(COMPOSE, **given), re.MULTILINE)
    return str(value)


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
