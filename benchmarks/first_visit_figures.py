"""First visits to the list of products, in a real browser behind a slow line."""

import shutil
import statistics
import sys
from argparse import Namespace
from dataclasses import astuple, dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks import stack
from benchmarks.catalogue_figures import _fill
from benchmarks.pages import _sign_in
from product_importer.launch.address import Address
from product_importer.launch.preparation import collect_static_files

PATH = "/products/"
HEIGHT = 900
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]

# A frame is drawn only once the style sheet is there, so what a frame finds is on the screen.
NOTE_ROWS = """
  const note = () => {
    const rows = document.querySelectorAll(".products-table tbody tr");
    const isFull = rows.length && rows[rows.length - 1].getBoundingClientRect().bottom > innerHeight;
    if (isFull || (rows.length && document.readyState !== "loading")) window.fullAt ??= performance.now();
    if (document.readyState !== "loading") window.allAt ??= performance.now();
    if (!window.allAt) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
"""
SEEN = """
  () => [performance.getEntriesByName("first-contentful-paint")[0].startTime, window.fullAt, window.allAt]
"""


@dataclass(frozen=True)
class Visit:
    """How many files were loaded, and after how many milliseconds what was to be seen."""

    files: int
    first_paint: float
    window_of_rows: float
    all_rows: float


def measure(options: Namespace, folder: Path) -> None:
    _fill(options.products, folder)
    collect_static_files()
    name, _, value = _sign_in("visitor").partition("=")
    with stack.web(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        cookie = {"name": name, "value": value, "url": address.url}
        visits = [_visit(browser, address, cookie, options) for _ in range(options.repeat + 1)]
        browser.close()
    files, *milliseconds = (statistics.median(column) for column in zip(*map(astuple, visits[1:]), strict=True))
    print(f"{PATH}, {options.latency} ms, {options.speed} KiB/s, medians of {options.repeat} first visits")
    print(f"{'files':<32}{files:>8.0f}")
    for what, time in zip(("first paint", "a window full of rows", "all rows of the page"), milliseconds, strict=True):
        print(f"{what:<32}{time / 1000:>8.2f} s")


def _visit(browser: Browser, address: Address, cookie: dict[str, str], options: Namespace) -> Visit:
    """In a window that has loaded nothing yet."""
    with browser.new_context(base_url=address.url, viewport={"width": options.width, "height": HEIGHT}) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.add_init_script(NOTE_ROWS)
        files: set[str] = set()
        page.on("request", lambda asked: files.add(asked.url.partition("#")[0]))
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        speed = options.speed * 1024
        conditions = {"latency": options.latency, "downloadThroughput": speed, "uploadThroughput": speed}
        line.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
        page.goto(PATH, wait_until="load")
        page.wait_for_function("() => window.allAt")
        return Visit(len(files), *page.evaluate(SEEN))


def _chromium() -> str:
    return next(filter(None, map(shutil.which, CHROMIUM)), None) or sys.exit("There is no Chromium on this machine.")
