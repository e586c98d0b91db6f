"""Build the image and run the whole product from it, without a container engine:

python -m tests.container.run_image [--base FOLDER]

Started by root on Debian with the packages that .ci/image installs. The base is a small Debian made here, or FOLDER;
the servers are Debian's own, with passwords and TLS. Each service runs as docker-compose.yml says: its command, its
secrets, its user. A CSV goes through by the API. Prints what was measured; fails if anything is not as it should be.
"""

import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil
import requests
import yaml

from tests import other_servers
from tests.other_servers import Servers, free_port

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
USER_ID = 10001
PATIENCE_SECONDS = 240.0
SERVICES = ("web", "imports", "webhooks", "beat")
SECRETS = tuple(COMPOSE["secrets"])
CA = "/etc/ssl/certs/ca-certificates.crt"
ROWS = 5_000
MB = 1024**2
SHARED = "/shared"
"""Where all services see one folder. buildah gives each its own /data, since the image declares it as a volume."""

T = TypeVar("T")


def main(arguments: Sequence[str]) -> None:
    base = Path(arguments[1]) if arguments[:1] == ["--base"] else None
    with _folder() as folder, other_servers.running() as servers:
        image = Image(folder)
        say("base", image.make_base(base))
        say("image", image.build())
        Product(image, servers, folder).prove()
    print("A CSV went through, from the image.")


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="run-image-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say(what: str, seconds: float) -> None:
    print(f"{what:40} {seconds:6.1f} s", flush=True)


@dataclass
class Image:
    """The image, in a store of its own."""

    folder: Path

    def make_base(self, base: Path | None) -> float:
        """Debian with Python, as an image called `base`. The seconds it took."""
        started = time.monotonic()
        made = base or self.folder / "base"
        if not base:
            run(
                "debootstrap",
                "--variant=minbase",
                "--include=python3,python3-venv,ca-certificates",
                "stable",
                str(made),
            )
        container = self.buildah("from", "scratch")
        self.buildah("add", container, f"{made}/", "/")
        self.buildah("commit", "--rm", container, "localhost/base")
        if not base:
            shutil.rmtree(made)
        return time.monotonic() - started

    def build(self) -> float:
        """Seconds. The machine's certificate authorities are lent to pip: it may stand behind a proxy."""
        started = time.monotonic()
        lent = ("--volume", f"{CA}:{CA}:ro")
        options = ("--isolation", "chroot", "--format", "docker", "--build-arg", "BASE=localhost/base")
        self.buildah("bud", *options, *lent, "--tag", "product-importer", str(ROOT))
        return time.monotonic() - started

    def container(self, name: str) -> str:
        return self.buildah("from", "--name", name, "localhost/product-importer")

    def buildah(self, *arguments: str) -> str:
        return run(*self.command(*arguments))

    def command(self, *arguments: str) -> list[str]:
        return ["buildah", "--root", f"{self.folder}/store", "--runroot", f"{self.folder}/run", *arguments]


@dataclass
class Product:
    """The services of docker-compose.yml, run from the image."""

    image: Image
    servers: Servers
    folder: Path
    port: int = field(default_factory=free_port)
    containers: dict[str, Path] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def prove(self) -> None:
        self._lay_out()
        say("migrations", self._timed(lambda: self._once("migrate", COMPOSE["services"]["migrate"]["command"])))
        try:
            self._start_and_use()
        except BaseException:
            for name in self.processes:
                sys.stderr.write(f"{name}:\n{(self.folder / f'{name}.log').read_text(errors='replace')[-3000:]}\n")
            raise
        finally:
            for process in self.processes.values():
                _end(process)
        for name, root in self.containers.items():
            assert not (changed := _changed(root)), f"{name} wrote outside /data and /tmp: {changed}"

    def _start_and_use(self) -> None:
        started = time.monotonic()
        for name in SERVICES:
            self._start(name)
        until(self._is_ready)
        say("from the image to ready", time.monotonic() - started)
        until(lambda: all(map(self._is_healthy, SERVICES)))
        memory = {name: _memory(process.pid) / MB for name, process in self.processes.items()}
        for name, megabytes in (memory | {"all": sum(memory.values())}).items():
            print(f"{'idle memory of ' + name:40} {megabytes:6.0f} MB", flush=True)
        say(f"{ROWS} rows by the API", self._timed(self._import))
        assert not (ended := [name for name, process in self.processes.items() if process.poll() is not None]), ended

    def _lay_out(self) -> None:
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        os.chown(data, USER_ID, USER_ID)
        for name in SECRETS:
            word = self.servers.password if name == "database_password" else secrets.token_hex(32)
            (self.folder / name).write_text(word)
            (self.folder / name).chmod(0o444)
        for name in ("migrate", *SERVICES):
            root = Path(self.image.buildah("mount", self.image.container(name)))
            (root / "marker").touch()
            self.containers[name] = root

    def _argv(self, name: str, command: Sequence[str]) -> list[str]:
        service = COMPOSE["services"][name]
        environment = service["environment"] | {
            "DATA_DIR": SHARED,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "ALLOWED_HOSTS": "importer.example.com",
            "DATABASE_URL": self.servers.database_url.replace(f":{self.servers.password}@", "@"),
            "REDIS_URL": self.servers.redis_url,
            "OVER_TLS": "false",
            "CSRF_TRUSTED_ORIGINS": "",
            "BEHIND_TLS_PROXY": "false",
            "TRUSTED_PROXY_HOPS": "0",
            "DJANGO_SUPERUSER_PASSWORD": "secret-12345",
        }
        lent = [f"{self.folder}/data:{SHARED}:rw", f"{self.servers.certificate}:{self.servers.certificate}:ro"]
        lent += [f"{self.folder / each}:/run/secrets/{each}:ro" for each in service.get("secrets", [])]
        volumes = [word for each in lent for word in ("--volume", each)]
        variables = [word for each, value in environment.items() for word in ("--env", f"{each}={value}")]
        options = ["--isolation", "chroot", "--user", str(USER_ID), *volumes, *variables]
        return self.image.command("run", *options, name, "--", *command)

    def _once(self, name: str, command: str) -> str:
        return run(*self._argv(name, shlex.split(command)))

    def _start(self, name: str) -> None:
        command = (
            COMPOSE["services"][name].get("command")
            or "gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi"
        )
        with (self.folder / f"{name}.log").open("wb") as log:
            argv = self._argv(name, shlex.split(command))
            self.processes[name] = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True)

    def _is_ready(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            found = requests.get(f"http://127.0.0.1:{self.port}/health/ready/", timeout=20).json()
            return {"database", "redis", "worker", "webhooks", "beat"} == {key for key in found if found[key] == "ok"}
        return False

    def _is_healthy(self, name: str) -> bool:
        check = COMPOSE["services"][name].get("healthcheck")
        command = check["test"][1:] if check else written("HEALTHCHECK")
        return subprocess.run(self._argv(name, command), check=False, capture_output=True).returncode == 0

    def _import(self) -> None:
        """A file through the whole product, each row with a value of its own."""
        self._once("web", "python manage.py createsuperuser --noinput --username admin --email admin@example.com")
        token = self._once("web", "python manage.py create_api_token admin").split()[-1]
        calls = {"Authorization": f"Bearer {token}", "Host": "importer.example.com"}
        site = f"http://127.0.0.1:{self.port}"
        rows = "".join(f"SKU-{at},Product {at},{at}.50\n" for at in range(1, ROWS + 1))
        sent = {"file": ("products.csv", f"sku,name,price\n{rows}")}
        job = requests.post(f"{site}/products/api/upload/", files=sent, headers=calls, timeout=60).json()
        ended = until(lambda: _ended(requests.get(site + job["status_url"], headers=calls, timeout=60).json())) or {}
        assert (ended["status"], ended["counts"]["created"]) == ("completed", ROWS), ended
        found = requests.get(f"{site}/products/api/products/?sku=sku-{ROWS}", headers=calls, timeout=60).json()[
            "results"
        ]
        assert [(each["name"], each["price"]) for each in found] == [(f"Product {ROWS}", f"{ROWS}.50")]

    def _timed(self, work: Callable[[], object]) -> float:
        started = time.monotonic()
        work()
        return time.monotonic() - started


def written(word: str) -> list[str]:
    """The command behind this word of the Dockerfile."""
    (command,) = re.findall(rf"^{word} (?:.*\\\n\s*CMD )?(\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return [*json.loads(command)]


def run(*command: str) -> str:
    """What it prints. Raises SystemExit with what it said if it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout.strip()


def until(condition: Callable[[], T]) -> T:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        if time.monotonic() > give_up_at:
            raise SystemExit(f"It did not come true within {PATIENCE_SECONDS:.0f} s.")
        time.sleep(0.1)
    return value


def _ended(snapshot: dict[str, Any]) -> dict[str, Any] | None:
    return snapshot if snapshot["status"] in {"completed", "failed", "cancelled"} else None


def _memory(pid: int) -> int:
    """Bytes of a service's processes, what they share counted once; buildah's own apart."""
    every = ((process, process.name()) for process in _family(pid))
    return sum(process.memory_full_info().pss for process, name in every if "buildah" not in name)


def _family(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As an engine stops a container: the service's first process is told; after a while, all are killed."""
    family = _family(process.pid) if process.poll() is None else []
    first = next((each for each in family if "buildah" not in each.name()), None)
    if first:
        first.terminate()
    _, alive = psutil.wait_procs(family, timeout=60)
    for each in alive:
        each.kill()
    process.wait(10)
    assert not alive, f"{first} did not end when it was told to."


def _changed(root: Path) -> str:
    """Files of a container that were written while it ran, but for those of its volume and of /tmp."""
    apart = [
        word
        for name in ("data", "shared", "tmp", "proc", "sys", "dev", "run")
        for word in ("-path", f"{root}/{name}", "-o")
    ]
    prune = ["(", *apart[:-1], ")", "-prune", "-o"]
    return run("find", str(root), "-xdev", *prune, "-type", "f", "-newer", str(root / "marker"), "-print")


if __name__ == "__main__":
    main(sys.argv[1:])
