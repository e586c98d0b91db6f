"""Fields and documents for tests of recipes."""

from hypothesis import strategies as st

from products.fields.field import Field
from products.fields.own_kinds import Date, DecimalNumber, Integer, Listing, OwnMoney
from products.fields.registry import FIELDS, Fields

OWN = (
    Field(key="stock", label="Stock", kind=Integer(), own=True, nullable=True),
    Field(key="weight", label="Weight", kind=DecimalNumber(places=3, unit="kg"), own=True, nullable=True),
    Field(key="cost", label="Cost", kind=OwnMoney(negative=True), own=True, nullable=True),
    Field(key="tags", label="Tags", kind=Listing(), own=True, nullable=True),
    Field(key="since", label="Since", kind=Date(), own=True, nullable=True),
)
ALL = Fields((*FIELDS.all, *OWN))

_plain = st.text(st.characters(codec="utf-8", exclude_characters="{}\0"), min_size=1, max_size=8).filter(str.strip)
_columns = _plain.map(lambda name: f"{{{name}}}")
_templates = st.lists(st.one_of(_plain, st.sampled_from(["{{", "}}"]), _columns), max_size=3).flatmap(
    lambda parts: _columns.map(lambda column: "".join([*parts, column]))
)
_texts = st.one_of(
    st.fixed_dictionaries({"from": _plain}, optional={"else": st.one_of(_plain, _templates)}),
    st.fixed_dictionaries({"text": _templates}, optional={"else": st.one_of(_plain, _templates)}),
)
_words = st.dictionaries(_plain, st.sampled_from(["", "x", "y"]), min_size=1, max_size=1)


def _with(part: str, value: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.tuples(_texts, st.fixed_dictionaries({}, optional={part: value})).map(lambda parts: parts[0] | parts[1])


_conditions = st.one_of(
    st.fixed_dictionaries({"column": _plain, "is": st.sampled_from(["blank", "filled"])}),
    st.fixed_dictionaries({"column": _plain, "is": st.sampled_from(["equals", "differs"]), "to": _plain}),
)
_fields = st.fixed_dictionaries(
    {},
    optional={
        "sku": st.one_of(_plain, _texts),
        "name": _with("words", _words),
        "price": _with("times", st.sampled_from(["1.22", "0.5", "100"])),
        "stock": _with("plus", _plain),
        "tags": _with("split", st.sampled_from([">", ", ", " "])),
        "active": st.fixed_dictionaries({"value": st.booleans()}),
        "description": st.sampled_from(["", "Body"]),
    },
)
RECIPES = st.fixed_dictionaries(
    {"fields": _fields},
    optional={
        "file": st.fixed_dictionaries(
            {},
            optional={
                "encoding": st.sampled_from(["utf-8", "cp1252"]),
                "delimiter": st.sampled_from([",", ";", "\t", "|"]),
                "quote": st.sampled_from(['"', "'", ""]),
                "escape": st.sampled_from(["\\", ""]),
                "header_rows": st.integers(0, 3),
                "first_row": st.integers(1, 1_000),
                "sheet": _plain,
                "decimal": st.sampled_from([",", "."]),
                "dates": st.sampled_from(["DMY", "MDY", "YMD"]),
                "currency": st.sampled_from(["EUR", "USD"]),
            },
        ),
        "rows": st.fixed_dictionaries(
            {},
            optional={
                "within": _plain,
                "fill_down": st.lists(_plain, max_size=2),
                "skip": st.lists(_conditions, max_size=2),
            },
        ),
        "kinds": st.lists(st.fixed_dictionaries({"when": _conditions, "fields": _fields}), max_size=2),
        "blank": st.dictionaries(_plain, st.lists(_plain, max_size=2), max_size=1),
    },
)
"""Documents that are sound."""
