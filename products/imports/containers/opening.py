"""The door for containers: what a file comes in, layer by layer, and whether we can take it out of there."""

import gzip
from typing import IO, cast

from products.fields.reasons import FileFailure
from products.imports.containers import zip_files
from products.imports.containers.kinds import ARCHIVES, HEAD_BYTES, SPREADSHEETS, Kind, kind_inside, kind_of
from products.imports.containers.limits import Limits
from products.imports.containers.priced_lines import codec_of
from products.imports.containers.printed_lists import cut_of
from products.imports.reading.file_formats import refuse_other_formats

_TAR = slice(257, 262), b"ustar"


def layers_of(file: IO[bytes], limits: Limits) -> list[Kind]:
    """From the outermost to the innermost, such as zip, xlsx; none for plain text. The file ends up at its beginning.

    Raises FileFailure `archive_invalid`, `too_large`, or `unsupported_format` for what is neither text nor a container.
    """
    file.seek(0)
    try:
        return _layers(file, limits)
    finally:
        file.seek(0)


def _layers(file: IO[bytes], limits: Limits) -> list[Kind]:
    head = file.read(HEAD_BYTES)
    kind = kind_of(head)
    if kind is Kind.GZIP:
        return [kind, *_inside(_head_of_gzip(file))]
    if kind is Kind.ZIP:
        return _layers_of_zip(file, limits)
    if kind is Kind.XLS:
        return [kind]
    refuse_other_formats(head)
    return _of_text(head)


def _of_text(head: bytes) -> list[Kind]:
    return [Kind.PRINTED] if cut_of(head) or codec_of(head) else []


def _layers_of_zip(file: IO[bytes], limits: Limits) -> list[Kind]:
    with zip_files.listed(file) as archive:
        kind = zip_files.kind_of(archive)
        if kind in SPREADSHEETS:
            zip_files.refuse_large_workbook(archive, limits.workbook_bytes)
            return [kind]
        info = zip_files.data_file(archive)
        with zip_files.opened(archive, info) as member:
            return [kind, *_inside(zip_files.bytes_of(member, HEAD_BYTES, kind="zip"))]


def _head_of_gzip(file: IO[bytes]) -> bytes:
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as member:
        return zip_files.bytes_of(cast("IO[bytes]", member), HEAD_BYTES, kind="gzip")


def _inside(head: bytes) -> list[Kind]:
    """What the file in an archive comes in itself."""
    if not head:
        raise FileFailure("empty_file", "The file in this archive is empty. Put a file with products in it.")
    kind = kind_inside(head)
    if kind in ARCHIVES or head[_TAR[0]] == _TAR[1]:
        raise zip_files.nested()
    if kind in SPREADSHEETS:
        return [kind]
    refuse_other_formats(head)
    return _of_text(head)
