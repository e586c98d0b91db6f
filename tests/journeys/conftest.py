"""The product as a person meets it: web server, worker and beat as processes, and a browser before them."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import processes
from tests.confirmed import just_confirmed
from tests.processes import SHARED_BY_JOURNEYS, Program, eventually, others_are_idle

HOST = "127.0.0.1"
USERNAME, PASSWORD = "ana", "a long enough password"
HURRIED = {"IMPORT_RESUME_SECONDS": "1"}
"""The beat looks every second, so that tests need not wait for it."""

LOOPBACK = {"WEBHOOK_ALLOW_HTTP": "true", "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
"""Receivers of tests may be dialled."""

CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


class Stack:
    """Our processes on this test's data. What was started is ended with the test."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.port = processes.free_port()
        self._folder = folder
        self._programs: list[Program] = []

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start_worker(self) -> Program:
        return self._started(processes.worker(self.environment, self._folder))

    def start_beat(self) -> Program:
        return self._started(processes.beat(self.environment, self._folder))

    def start_web(self) -> Program:
        return self._started(processes.web(self.environment, self._folder, port=self.port))

    def end(self) -> None:
        for program in reversed(self._programs):
            program.kill()

    def _started(self, program: Program) -> Program:
        self._programs.append(program)
        return program


@pytest.fixture
def stack(transactional_db: None, process_environment: dict[str, str], tmp_path: Path) -> Iterator[Stack]:
    """Nothing runs yet."""
    stack = Stack(process_environment | HURRIED, tmp_path)
    yield stack
    stack.end()


@pytest.fixture(scope="session")
def shared_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[dict[str, str]], int]]:
    """Starts the web server that all tests of this process share, if it does not run yet. Returns its port."""
    running: list[Program] = []
    port = processes.free_port()

    def started(environment: dict[str, str]) -> int:
        if not running:
            environment = environment | LOOPBACK | {"PGAPPNAME": SHARED_BY_JOURNEYS}
            running.append(processes.web(environment, tmp_path_factory.mktemp("web"), port=port))
        return port

    yield started
    for program in running:
        program.kill()


@pytest.fixture
def web(stack: Stack, shared_web: Callable[[dict[str, str]], int]) -> Iterator[Stack]:
    """Only the web server: nothing moves by itself."""
    stack.port = shared_web(stack.environment)
    yield stack
    eventually(others_are_idle)  # or what it still writes would be there in the next test


@pytest.fixture
def site(web: Stack) -> Stack:
    """The web server and a worker are running."""
    web.start_worker()
    return web


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of this process: each has windows of its own, which know no other's."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium-headless-shell)")
    # Beside Playwright's loop, which runs in the thread of the tests, Django has connections of their own. It closes
    # neither when we come or go.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=15_000)  # milliseconds; a busy machine is no fault of a page
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, env=_environment())
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def user(transactional_db: None) -> None:
    """Somebody who may do everything."""
    user = get_user_model().objects.create_superuser(USERNAME)
    user.password = _hash_of_password()
    user.save()


@cache
def _hash_of_password() -> str:
    """The web server knows the real hash only, not the quick one of other tests; that takes its time."""
    return make_password(PASSWORD, hasher=Argon2PasswordHasher())


@pytest.fixture
def page(browser: Browser, stack: Stack, user: None) -> Iterator[Page]:
    """A window in which nobody has signed in. Any error in a page's script fails the test.

    Nothing slides or fades in it: colours and places are measured as they stay.
    """
    context = browser.new_context(base_url=stack.url, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, *, confirmed: bool = True) -> None:
    """Leads to the dashboard, without the form. Not `confirmed`: it was more than ten minutes ago."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=USERNAME))
    if confirmed:
        just_confirmed(client)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": HOST, "path": "/"}])
    page.goto("/")


def sign_in_by_form(page: Page) -> None:
    """With the mouse, and without JavaScript if there is none; leads to the dashboard."""
    page.goto("/")
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")


def sign_in_by_keyboard(page: Page) -> None:
    """The page gives the focus to the first field by itself, a moment after it is there."""
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(USERNAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/")
    page.wait_for_load_state()  # the modules listen from now on


def _environment() -> dict[str, str | float | bool]:
    return {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_KEY"))}
