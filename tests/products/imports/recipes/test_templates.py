"""Templates: blank cells go with the text beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.imports.recipes.templates import InvalidTemplate, Template, template_of


@pytest.mark.parametrize(
    ("text", "pieces", "filled"),
    [
        ("{Title} {Size}", ["Apron", "S"], "Apron S"),
        ("{Title} {Size}", ["Apron", ""], "Apron"),
        ("{Title} {Size}", ["", "S"], "S"),
        ("{a}-{b}-{c}", ["linen", "S", "Sand"], "linen-S-Sand"),
        ("{a}-{b}-{c}", ["oak", "", ""], "oak"),
        ("{a}-{b}-{c}", ["", "", "Sand"], "Sand"),
        ("{a}-{b}/{c}", ["oak", "", "Sand"], "oak/Sand"),
        ("No. {a} ({b})", ["7", ""], "No. 7)"),
        ("No. {a}", [""], ""),
        ("{{{a}}} {{x}}", ["7"], "{7} {x}"),
        ("{a}{b}", ["7", "8"], "78"),
        ("{a}}}", ["7"], "7}"),
    ],
)
def test_template_is_filled(text: str, pieces: list[str], filled: str) -> None:
    assert template_of(text).fill(pieces) == filled


@pytest.mark.parametrize("text", ["{", "}", "{a", "a}", "{{a}", "{a}}", "{}", "{ }", "text", "{{a}}", "{a{b}}"])
def test_template_with_braces_that_do_not_match_is_refused(text: str) -> None:
    with pytest.raises(InvalidTemplate):
        template_of(text)


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), min_size=1, max_size=5), st.text(max_size=3))
def test_template_is_its_filled_pieces_with_the_text_before_each(parts: list[tuple[str, str]], end: str) -> None:
    texts, pieces = zip(*parts, strict=True)
    template = Template(tuple("abcde"[: len(parts)]), (*texts, end))

    filled = template.fill(pieces)

    inner = [text + piece for text, piece in parts if piece]
    first = next((text for text, piece in parts if piece), "")
    expected = texts[0] + "".join(inner)[len(first) :] + end
    assert filled == (expected if any(pieces) else "")


@given(st.text(st.characters(exclude_characters="{}"), max_size=5), st.text(st.characters(exclude_characters="{}")))
def test_braces_in_pairs_are_text(before: str, column: str) -> None:
    template = template_of(f"{{{{{before}}}}}{{x{column}}}")

    assert template == Template((f"x{column}".strip(),), (f"{{{before}}}", ""))
