"""A text → what is found in it, as looking does it with the first lines of a file."""

from products.fields.header_words import without_common_prefix
from products.fields.registry import FIELDS, Fields
from products.imports.looking.column import Budget, Column
from products.imports.looking.found import Found
from products.imports.looking.head import Head, heads
from products.imports.looking.seen import Seen
from products.imports.looking.suggestion import Suggesting
from products.imports.reading.header_rows import letter


def head_of(text: str) -> Head:
    return heads(text.strip("\n").split("\n"))[0]


def found_in(text: str, fields: Fields = FIELDS) -> Found:
    head = head_of(text)
    rows = [row.cells for row in head.body]
    budget, columns, said = Budget(), [], without_common_prefix(head.names)
    for index in range(max([len(head.names), *map(len, rows)])):
        name = head.names[index] if index < len(head.names) else ""
        column = Column(name, letter(index), budget, said[index] if index < len(said) else None)
        column.add([row[index] if index < len(row) else "" for row in rows])
        columns.append(column)
    return Suggesting(Seen(head, columns, rows, fields)).found()
