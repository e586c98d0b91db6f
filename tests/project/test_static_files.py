"""Static files carry their hash, and no page needs an exception from the content security policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.template.loader import render_to_string

from tests.processes import ROOT

OURS = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((OURS / "js").glob("*.js"))
STYLES = sorted((OURS / "css").glob("*.css"))

HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
IMPORT = re.compile(r"""^import\s(?:[^"']*?\sfrom\s)?"([^"]+)"(;?)$""", re.MULTILINE)
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")


def collected(path: Path) -> Path:
    assert isinstance(staticfiles_storage, ManifestFilesMixin)
    return Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name(str(path.relative_to(OURS)))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_import_of_a_module_leads_to_a_hashed_file(module: Path) -> None:
    file = collected(module)

    for target, semicolon in IMPORT.findall(file.read_text()):
        assert semicolon, f"The import of {target} does not end with a semicolon."
        assert HASHED.search(target), f"{target} would be loaded under its plain name."
        assert (file.parent / target).is_file()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_keep_to_the_house_style(module: Path) -> None:
    text = module.read_text()

    assert len(text.splitlines()) <= 150
    assert len(IMPORT.findall(text)) == len(re.findall(r"^import\b", text, re.MULTILINE))
    for banned in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "import(", "} from"):
        assert banned not in re.sub(r"^import .*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_styles_stand_in_one_known_layer(style: Path) -> None:
    text = style.read_text()

    if style.name != "layers.css":
        assert re.findall(r"^@layer (\w+)", text, re.MULTILINE) in [[layer] for layer in LAYERS]
    assert len(text.splitlines()) <= 200


def test_every_style_is_linked_once_and_layers_come_first() -> None:
    linked = re.findall(r"css/([\w-]+\.css)", (ROOT / "templates/_styles.html").read_text())

    assert linked[0] == "layers.css"
    assert sorted(linked) == sorted(style.name for style in STYLES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_need_no_inline_style_or_script_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text()

    assert not INLINE.search(text)
    assert not ELSEWHERE.search(text)
    assert len(text.splitlines()) <= 120


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {name for template in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', template.read_text())}
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (OURS / "img/icons.svg").read_text()))

    assert named == drawn


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_error_pages_need_neither_context_nor_database(status: int) -> None:
    page = render_to_string(f"{status}.html")

    assert "Product Importer" in page
    assert "topbar" not in re.sub(r"<link.*?>", "", page)  # the frame that needs to know who is signed in
