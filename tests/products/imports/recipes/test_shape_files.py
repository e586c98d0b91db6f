import tomllib

import pytest

from products.imports.recipes.shape_columns import pattern
from products.imports.recipes.shape_files import FOLDER, InvalidShape, Layout, layouts, read
from products.imports.recipes.shape_parts import columns_of

SOUND = """
system = "Ours"

[[files]]
called = "list"
all = ["code"]

[files.recipe.fields]
sku = { from = "code" }
"""


def test_a_layout_says_what_its_file_says() -> None:
    (layout,) = read(SOUND, "ours")

    assert (layout.system, layout.called, layout.all) == ("Ours", "list", ["code"])
    assert layout.recipe == {"fields": {"sku": {"from": "code"}}}


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("system = ", "colums = 1\nsystem = ", "ours: there is no part colums."),
        ("all = ", "most = 1\nall = ", "ours: there is no part most of files."),
        ('all = ["code"]', 'any = ["code"]', "ours: list would be any file."),
    ],
)
def test_a_mistake_is_told(right: str, wrong: str, sentence: str) -> None:
    with pytest.raises(InvalidShape, match=sentence):
        read(SOUND.replace(right, wrong), "ours")


def test_layouts_are_read_once() -> None:
    assert layouts() is layouts()
    assert len({(layout.system, layout.called) for layout in layouts()}) == len(layouts())


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: f"{layout.system} {layout.called}")
def test_a_layout_names_a_sku_a_name_and_why(layout: Layout) -> None:
    fields = layout.recipe["fields"]

    assert columns_of(fields["sku"])
    assert columns_of(fields["name"])
    assert layout.reasons.keys() <= fields.keys()
    assert "sku" in layout.reasons
    assert all(reason.endswith(".") for reason in layout.reasons.values())
    assert all(each["says"].endswith("?") for each in layout.questions)
    assert layout.units.keys() <= fields.keys()


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: f"{layout.system} {layout.called}")
def test_the_placeholders_of_a_layout_are_known(layout: Layout) -> None:
    for column in (*layout.all, *layout.any, *layout.none):
        for spelling in layout.spellings.get(column, [column]):
            assert callable(pattern(spelling))


def test_every_spelling_that_is_given_is_of_use() -> None:
    """A column that nothing names is a slip of the pen."""
    unused = {}
    for path in FOLDER.glob("*.toml"):
        text = path.read_text("utf-8")
        said = tomllib.loads(text)
        rest = text[text.index("[[files]]") :]
        unused[path.stem] = [column for column in said.get("columns", {}) if column not in rest]
    assert {stem: columns for stem, columns in unused.items() if columns} == {}
