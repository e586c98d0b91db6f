"""Static files carry their hash, and no page needs an exception from the content security policy."""

import gzip
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.template.loader import render_to_string

from product_importer import static_files
from tests.processes import ROOT

OURS = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((OURS / "js").glob("*.js"))
STYLES = sorted((OURS / "css").glob("*.css"))

HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\s(?:src=|type=\"application/json\"))", re.IGNORECASE
)
ELSEWHERE = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
NAMED = re.compile(r'"(?:\./)?([\w-]+\.(?:css|js))";$', re.MULTILINE)
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

    if style.name not in ("layers.css", "site.css"):
        assert re.findall(r"^@layer (\w+)", text, re.MULTILINE) in [[layer] for layer in LAYERS]
    assert len(text.splitlines()) <= 200


def test_every_style_is_listed_once_in_the_order_of_the_layers() -> None:
    first, *others = NAMED.findall((OURS / "css/site.css").read_text())
    layers = [re.findall(r"^@layer (\w+)", (OURS / "css" / name).read_text(), re.MULTILINE)[0] for name in others]

    assert first == "layers.css"
    assert sorted([first, *others, "site.css"]) == [style.name for style in STYLES]
    assert layers == sorted(layers, key=LAYERS.index)


def test_collected_styles_are_one_file_in_the_order_of_the_list() -> None:
    joined = collected(OURS / "css/site.css")
    text = joined.read_text()

    starts = [
        text.index((OURS / "css" / name).read_text()) for name in NAMED.findall((OURS / "css/site.css").read_text())
    ]
    assert starts == sorted(starts)
    assert "@import" not in text
    assert re.fullmatch(r"site\.[0-9a-f]{12}\.css", joined.name)
    assert gzip.decompress(joined.with_name(joined.name + ".gz").read_bytes()).decode() == text


@pytest.mark.parametrize("name", [name for name in static_files.LISTS if name.endswith(".js")])
def test_collected_modules_of_a_page_are_one_file_that_needs_no_other(name: str) -> None:
    text = collected(OURS / name).read_text()

    assert not re.search(r"^(?:import|export)\b", text, re.MULTILINE)
    for module in NAMED.findall((OURS / name).read_text()):
        assert text.count(f'modules["{module}"] = ') == 1


def joined(files: Mapping[str, str]) -> Callable[[str], str]:
    """Reads what becomes of sources like these when they are collected."""
    source = InMemoryStorage()
    texts = {**dict.fromkeys(static_files.LISTS, ""), **files}
    for name, text in texts.items():
        source.save(name, ContentFile(text))
    storages = static_files.with_lists_joined({name: (source, name) for name in texts})
    return lambda name: str(storages[name][0].open(name).read().decode())


def test_joined_styles_keep_their_references() -> None:
    read = joined({"css/site.css": '@import "a.css";\n', "css/a.css": 'b { background: url("../img/a.svg"); }'})

    assert read("css/site.css") == 'b { background: url("../img/a.svg"); }\n'


def test_joined_modules_run_once_each_and_after_what_they_import() -> None:
    read = joined(
        {
            "js/app.js": 'import "./a.js";\nimport "./b.js";\n',
            "js/a.js": 'import { one, two } from "./c.js";\none(two);\n',
            "js/b.js": 'import { two } from "./c.js";\nexport class Own {}\n',
            "js/c.js": "const two = 1;\nexport function one() {}\nexport async function two() {}\n",
        }
    )

    assert read("js/app.js").splitlines() == [
        *("const modules = {};", 'modules["c.js"] = (() => {'),
        *("const two = 1;", "function one() {}", "async function two() {}", "", "return { one, two };", "})();"),
        'modules["a.js"] = (() => {',
        *('const { one, two } = modules["c.js"];', "one(two);", "", "return {  };", "})();"),
        'modules["b.js"] = (() => {',
        *('const { two } = modules["c.js"];', "class Own {}", "", "return { Own };", "})();"),
        *('modules["app.js"] = (() => {', "", "", "", "return {  };", "})();"),
    ]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"js/app.js": 'import { a as b } from "./a.js";\n'}, "this line: import { a as b }"),
        ({"js/app.js": 'import "./a.js"\n'}, 'this line: import "./a.js"'),
        ({"js/app.js": "export default 1;\n"}, "this line: export default 1;"),
        ({"js/app.js": 'import "./a.js";\n', "js/a.js": 'import "./app.js";\n'}, "imports itself, by way of js/a.js"),
        ({"css/site.css": '@import "../a.css";\n'}, 'this line: @import "../a.css";'),
        ({"css/site.css": '@import "a.css";\n', "css/a.css": '@import "b.css";\n'}, 'this line: @import "b.css";'),
    ],
)
def test_what_cannot_be_joined_is_refused_with_its_reason(files: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        joined(files)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_need_no_inline_style_or_script_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text()

    assert not INLINE.search(text)
    assert not ELSEWHERE.search(text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_are_short_and_so_are_their_lines(template: Path) -> None:
    lines = template.read_text().splitlines()

    assert len(lines) <= 120
    assert [line for line in lines if len(line) > 160] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {name for template in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', template.read_text())}
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (OURS / "img/icons.svg").read_text()))

    assert named == drawn


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_error_pages_need_neither_context_nor_database(status: int) -> None:
    page = render_to_string(f"{status}.html")

    assert "Product Importer" in page
    assert "topbar" not in re.sub(r"<link.*?>", "", page)  # the frame that needs to know who is signed in
