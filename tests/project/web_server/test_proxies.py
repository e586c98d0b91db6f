"""The example configurations of proxies: requests, uploads and streams come through, and made-up addresses do not."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import User
from django.test import override_settings

from products.jobs.models import ImportJob
from tests.processes import ROOT, eventually
from tests.web import Web, free_port, web_server

EXAMPLES = ROOT / "docs" / "examples"
CERTIFICATE = ROOT / "tests" / "webhooks" / "localhost.pem"
PASSWORD = "a long enough password"
PROGRAMS = {name: shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("nginx", "caddy")}

pytestmark = pytest.mark.django_db(transaction=True)


class Proxied(requests.Session):
    """A browser that reaches the product through the proxy, as whoever the certificate names."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.url = f"https://localhost:{port}"
        self.trust_env = False
        self.verify = str(CERTIFICATE)
        self.headers["Referer"] = self.url

    def token(self) -> str:
        page = self.get(f"{self.url}/accounts/login/", timeout=20).text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page
        return found[1]

    def sign_in(self, password: str, **headers: str) -> int:
        form = {"username": "ana", "password": password, "csrfmiddlewaretoken": self.token()}
        answer = self.post(f"{self.url}/accounts/login/", form, headers=headers, timeout=20, allow_redirects=False)
        return answer.status_code


def nginx(folder: Path, port: int, upstream: int) -> list[str]:
    """The example, in a main configuration of its own that writes nowhere else."""
    example = (EXAMPLES / "nginx.conf").read_text()
    for old, new in [
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/private/importer.example.com.key", f'"{CERTIFICATE}"'),
        ("/etc/ssl/importer.example.com.pem", f'"{CERTIFICATE}"'),
        ("importer.example.com", "localhost"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
    ]:
        assert old in example
        example = example.replace(old, new)
    (folder / "example.conf").write_text(example)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; {_user()}\n"
        f"events {{}}\nhttp {{ access_log off;\n{paths}include {folder}/example.conf;\n}}\n"
    )
    return [str(PROGRAMS["nginx"]), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def _user() -> str:
    return "user root;" if os.geteuid() == 0 else ""


def caddy(folder: Path, port: int, upstream: int) -> list[str]:
    example = (EXAMPLES / "Caddyfile").read_text()
    for old, new in [
        ("grace_period 10s", "grace_period 1s"),
        ("\n{\n", "\n{\n\tadmin off\n\tauto_https off\n"),
        ("\nimporter.example.com {", f'\nhttps://localhost:{port} {{\n\ttls "{CERTIFICATE}" "{CERTIFICATE}"'),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
    ]:
        assert old in example
        example = example.replace(old, new)
    (folder / "Caddyfile").write_text(example)
    return [str(PROGRAMS["caddy"]), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def proxied(argv: list[str], folder: Path, port: int) -> Iterator[Proxied]:
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    process = subprocess.Popen(argv, env={"PATH": os.environ["PATH"], **home}, cwd=folder)
    browser = Proxied(port)
    try:
        eventually(lambda: _answers(browser, process))
        yield browser
    finally:
        browser.close()
        process.terminate()
        process.wait(timeout=20)


def _answers(browser: Proxied, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, "The proxy ended at its start."
    try:
        return browser.get(f"{browser.url}/health/", timeout=20).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture
def web(process_environment: dict[str, str]) -> Iterator[Web]:
    behind_it = {
        "OVER_TLS": "true",
        "BEHIND_TLS_PROXY": "true",
        "TRUSTED_PROXY_HOPS": "1",
        "SSL_REDIRECT": "true",
    }
    with web_server(process_environment, behind_it) as running:
        yield running


@pytest.mark.parametrize("configured", [nginx, caddy], ids=["nginx", "caddy"])
def test_product_works_behind_the_example(
    web: Web, tmp_path: Path, configured: Callable[[Path, int, int], list[str]]
) -> None:
    if not PROGRAMS[configured.__name__]:
        pytest.skip(f"there is no {configured.__name__} on this machine (Debian: apt install {configured.__name__})")
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        for name in ("ana", "ben"):
            User.objects.create_superuser(name, password=PASSWORD)
    port = free_port()
    with proxied(configured(tmp_path, port, web.port), tmp_path, port) as browser:
        guesses = [browser.sign_in("wrong", **{"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(6)]
        assert guesses == [200] * 5 + [429]  # whatever address it says it has

        form = {"username": "ben", "password": PASSWORD, "csrfmiddlewaretoken": browser.token()}
        assert browser.post(f"{browser.url}/accounts/login/", form, timeout=20).url == f"{browser.url}/"

        file = b"sku,name\n" + b"A-1,Mug\n" * 400_000
        upload = browser.post(
            f"{browser.url}/products/api/upload/",
            files={"file": ("a.csv", file)},
            headers={"X-CSRFToken": browser.token()},
            timeout=60,
        )
        assert upload.status_code == 202
        assert ImportJob.objects.get().file_size == len(file)

        with browser.get(browser.url + upload.json()["progress_url"], stream=True, timeout=20) as stream:
            assert next(line for line in stream.iter_lines() if line.startswith(b"event")) == b"event: progress"
