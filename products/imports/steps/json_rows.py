"""The values of own fields → the JSON in which a staged row has them. Pure.

Most of what own fields cost an import is here, so a block of rows is written at once.
"""

import json
from collections.abc import Sequence
from typing import cast


class JsonOfRows:
    """Writes the values of own fields, column by column, as the JSON of each row."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._names = [f'"{key}":' for key in keys]
        self._of_full_row = "{" + ",".join(f"{name}%s" for name in self._names) + "}"

    def of(self, values: Sequence[Sequence[object]]) -> list[str | None]:
        """Row by row; None if all values of the row are. Without blanks, it takes no Python call for a row."""
        written = [_written(column) for column in values]
        if not any(None in column for column in written):
            return [*map(self._of_full_row.__mod__, zip(*written, strict=True))]
        members = [
            ["" if text is None else name + text for text in column]
            for name, column in zip(self._names, written, strict=True)
        ]
        rows = (",".join(filter(None, row)) for row in zip(*members, strict=True))
        return [f"{{{row}}}" if row else None for row in rows]


def _written(column: Sequence[object]) -> Sequence[str | None]:
    """Values in JSON; None where there is none."""
    types = {*map(type, column)}
    if types == {str}:
        return [*map(_quoted, cast("Sequence[str]", column))]
    if types == {int}:
        return [*map(str, column)]
    return [None if value is None else _quoted(value) if isinstance(value, str) else _dumped(value) for value in column]


_quoted = json.encoder.encode_basestring
_dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
