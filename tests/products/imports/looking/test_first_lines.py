"""Several ask for the first lines of a file, which is opened once for all of them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from products.imports.looking.first_lines import Beginning


def test_a_file_is_opened_once_for_each_encoding() -> None:
    opened = list[BinaryIO]()

    @contextmanager
    def open_file() -> Iterator[BinaryIO]:
        with io.BytesIO("sep=;\nnom;café\n".encode("cp1252")) as file:
            opened.append(file)
            yield file

    beginning = Beginning(open_file)

    assert beginning.lines("cp1252") == beginning.lines("cp1252") == (["nom;café"], ";")
    assert beginning.lines("cp1250").lines == ["nom;café"]
    assert len(opened) == 2
