"""What was searched for is marked in what was found, and stays harmless."""

import unicodedata

import pytest

from product_importer.lib.marks import mark_found


@pytest.mark.parametrize(
    ("text", "searched", "shown"),
    [
        ("Desk Lamp", ("lamp",), "Desk <mark>Lamp</mark>"),
        ("lamp LAMP", ("Lamp",), "<mark>lamp</mark> <mark>LAMP</mark>"),
        ("Äpfel", ("äpf",), "<mark>Äpf</mark>el"),
        (unicodedata.normalize("NFD", "Café"), ("café",), "<mark>Café</mark>"),
        ("Café", (unicodedata.normalize("NFD", "fé"),), "Ca<mark>fé</mark>"),
        ("Desk  lamp", ("desk lamp",), "<mark>Desk  lamp</mark>"),
        ("Desk lamp", ("  desk   lamp ",), "<mark>Desk lamp</mark>"),
        ("a.b axb", ("a.b",), "<mark>a.b</mark> axb"),
        ("100 % (new)", ("% (",), "100 <mark>% (</mark>new)"),
        ("<b>&", ("b",), "&lt;<mark>b</mark>&gt;&amp;"),
        ("<b>&", ("<b>",), "<mark>&lt;b&gt;</mark>&amp;"),
        ("mark", ("mark", "a"), "<mark>mark</mark>"),
        ("Desk lamp", ("desk", "lamp"), "<mark>Desk</mark> <mark>lamp</mark>"),
        ("Desk <lamp>", ("sofa",), "Desk &lt;lamp&gt;"),
        ("Desk <lamp>", (), "Desk &lt;lamp&gt;"),
        ("Desk <lamp>", (" ",), "Desk &lt;lamp&gt;"),
    ],
)
def test_occurrences_are_marked_in_any_case(text: str, searched: tuple[str, ...], shown: str) -> None:
    assert mark_found(text, searched) == shown
