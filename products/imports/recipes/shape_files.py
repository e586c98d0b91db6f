"""`shapes/*.toml` → the layouts of files that known systems write. Read once, when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from products.imports.recipes.shape_columns import Columns, Header

FOLDER = Path(__file__).parent / "shapes"


class InvalidShape(ValueError):
    """A file of shapes says what nobody understands."""


@dataclass(frozen=True)
class Layout:
    """One kind of file that a system writes. shapes/README.md explains what is said of it."""

    system: str
    spellings: Mapping[str, Sequence[str]]
    called: str
    recipe: Mapping[str, Any]
    all: Sequence[str] = ()
    any: Sequence[str] = ()
    least: int = 1
    none: Sequence[str] = ()
    rows_above: int = 0
    without_price: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()

    def columns(self, header: Header) -> Columns:
        return Columns(header, self.spellings)

    def fits(self, header: Header) -> bool:
        """Whether the header is one of such a file."""
        has = self.columns(header).indexes
        return (
            all(map(has, self.all))
            and (not self.any or sum(bool(has(column)) for column in self.any) >= self.least)
            and not any(map(has, self.none))
        )


@cache
def layouts() -> tuple[Layout, ...]:
    """Those of all systems. Raises InvalidShape."""
    paths = sorted(FOLDER.glob("*.toml"))
    return tuple(layout for path in paths for layout in read(path.read_text("utf-8"), path.stem))


def read(text: str, stem: str) -> list[Layout]:
    """The layouts of one system. `stem`: of the file's name, for what is said of a mistake. Raises InvalidShape."""
    said = tomllib.loads(text)
    if unknown := said.keys() - {"system", "columns", "files"}:
        raise InvalidShape(f"{stem}: there is no part {', '.join(sorted(unknown))}.")
    shared = {"system": said["system"], "spellings": said.get("columns", {})}
    return [_layout(shared, each, stem) for each in said["files"]]


def _layout(shared: Mapping[str, Any], said: Mapping[str, Any], stem: str) -> Layout:
    if unknown := said.keys() - _SAID:
        raise InvalidShape(f"{stem}: there is no part {', '.join(sorted(unknown))} of files.")
    layout = Layout(**shared, **said)
    if not layout.all:
        raise InvalidShape(f"{stem}: {layout.called} would be any file.")
    return layout


_SAID = {each.name for each in fields(Layout)} - {"system", "spellings"}
