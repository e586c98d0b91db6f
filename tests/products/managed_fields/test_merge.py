"""What becomes of an edit of a field that others changed meanwhile, part by part."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.models import OwnField
from products.own_fields import merge
from products.own_fields.refusals import ChangedMeanwhile

SIZE: dict[str, Any] = {
    "key": "size",
    "label": "Size",
    "kind": "choice",
    "settings": {"choices": ["S", "M", "L"], "synonyms": {"small": "S"}},
    "searchable": False,
    "sortable": False,
    "in_list": True,
    "required": False,
    "told": True,
    "synonyms": ["Größe"],
}


def with_settings(parts: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return parts | {"settings": parts["settings"] | settings}


def reconciled(mine: dict[str, Any], theirs: dict[str, Any], seen: dict[str, Any] = SIZE) -> dict[str, Any]:
    return merge.reconciled(OwnField(**theirs), mine, seen)


def choices(mine: str, theirs: str, seen: str = "S M L") -> str | None:
    """None: a person must decide."""
    sides = (with_settings(SIZE, choices=side.split()) for side in (mine, theirs, seen))
    try:
        return " ".join(reconciled(*sides)["settings"]["choices"])
    except ChangedMeanwhile:
        return None


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"label": "Sizes"}, {"told": False}),
        ({"label": "Sizes"}, {"label": "Sizes", "told": False}),
        ({"label": "Sizes", "synonyms": ["Größe", "Taille"]}, {"sortable": True}),
        ({}, {"kind": "text", "settings": {}}),
        ({"kind": "decimal", "settings": {"places": 3, "unit": ""}}, {"label": "Sizes"}),
    ],
)
def test_what_only_one_side_touched_stays_as_it_wrote_it(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert reconciled(SIZE | mine, SIZE | theirs) == SIZE | mine | theirs
    assert reconciled(SIZE | theirs, SIZE | mine) == SIZE | mine | theirs


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ({"label": "Sizes"}, {"label": "Width"}, ["label"]),
        ({"kind": "text", "settings": {}}, {"kind": "list", "settings": {"separator": "|"}}, ["kind"]),
        ({"kind": "text", "settings": {}}, with_settings(SIZE, choices=["S"]), ["settings.choices"]),
    ],
)
def test_what_both_sides_wrote_is_for_a_person(mine: dict[str, Any], theirs: dict[str, Any], both: list[str]) -> None:
    with pytest.raises(ChangedMeanwhile, match="was changed by somebody else in the meantime") as refused:
        reconciled(SIZE | mine, SIZE | theirs)

    assert (refused.value.both, refused.value.code) == (both, "changed_meanwhile")


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ("S M L XL", "XS S M L", "XS S M L XL"),
        ("S M M/L L", "S M L XL", "S M M/L L XL"),
        ("XS S M L", "XXS S M L", "XS XXS S M L"),
        ("S M", "S M L XL", "S M XL"),
        ("S M", "M L", "M"),
        ("L M S", "S M L XL", "L XL M S"),
        ("S M L XL", "L M S", "L XL M S"),
        ("L M S", "M L S", None),
        ("S M L XL", "S M L XL XXL", "S M L XL XXL"),
    ],
)
def test_members_that_one_side_added_removed_or_moved_are_merged(mine: str, theirs: str, merged: str | None) -> None:
    assert choices(mine, theirs) == merged


def test_spellings_are_merged_one_by_one() -> None:
    def spellings(**synonyms: str) -> dict[str, Any]:
        return with_settings(SIZE, synonyms=synonyms)

    found = reconciled(spellings(small="S", tiny="S"), spellings(large="L"))
    assert found["settings"]["synonyms"] == {"tiny": "S", "large": "L"}
    for mine, theirs in ((spellings(small="M"), spellings(small="L")), (spellings(small="M"), spellings())):
        with pytest.raises(ChangedMeanwhile):
            reconciled(mine, theirs)


def test_version_is_another_one_after_any_change_and_the_same_after_its_end() -> None:
    changed = [SIZE, SIZE | {"told": False}, with_settings(SIZE, choices=["S", "M"]), SIZE | {"synonyms": []}]

    assert len({merge.version_of(OwnField(**parts)) for parts in changed}) == len(changed)
    assert merge.version_of(OwnField(**SIZE)) == merge.version_of(OwnField(**dict(reversed(SIZE.items()))))


sides = st.lists(st.sampled_from("SMLXY"), unique=True, max_size=5)


@given(mine=sides, theirs=sides, seen=sides)
def test_no_member_is_lost_or_made_up(mine: list[str], theirs: list[str], seen: list[str]) -> None:
    merged = choices(" ".join(mine), " ".join(theirs), " ".join(seen))

    added = ({*mine} | {*theirs}) - {*seen}
    if merged is not None:
        assert sorted(merged.split()) == sorted(added | ({*mine} & {*theirs} & {*seen}))
