"""Screens, what is wrong with what they show, and what a person does on them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
NARROWEST: ViewportSize = {"width": 320, "height": 640}


def faults(page: Page, *, only: str | None = None) -> list[str]:
    """What axe finds, by all its rules or by one, and whether the page is wider than the window."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], **({"runOnly": {"type": "rule", "values": [only]}} if only else {})}
    violations = page.evaluate("options => axe.run(options).then(({ violations }) => violations)", options)
    found = [f"{page.url} {each['id']}: {each['nodes'][0]['html']}" for each in violations]
    surplus = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{page.url} is {surplus} pixels too wide"] if surplus > 0 else found


def drag(page: Page, start: Locator, end: Locator) -> None:
    """Pressed in the middle of one, let go in the middle of the other, whatever lies above them."""
    for place, act in ((start, page.mouse.down), (end, page.mouse.up)):
        box = place.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        act()


def csv_file(name: str, content: bytes = b"sku,name\nA-1,Kettle\n") -> FilePayload:
    """A file to choose, without a place on the disk."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}
