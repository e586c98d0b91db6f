"""Small invented files of the systems whose shapes are known, each with what must come of it."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "shapes"


@dataclass(frozen=True)
class Sample:
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def rows(self) -> list[list[str]]:
        """All rows of the file, its header too."""
        first = self.text.splitlines()[-1]
        delimiter = max(",;\t", key=first.count)
        return [*csv.reader(self.text.splitlines(keepends=True), delimiter=delimiter)]

    @cached_property
    def expected(self) -> dict[str, Any]:
        expected: dict[str, Any] = json.loads(self.path.with_suffix(".json").read_text("utf-8"))
        return expected


SAMPLES = [Sample(path) for path in sorted(FOLDER.glob("*.csv"))]
NAMES = [sample.path.stem for sample in SAMPLES]
