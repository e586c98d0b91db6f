"""A zip archive's list of files: which one is the data, or what kind of workbook they make up. Nothing is unpacked."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from product_importer.lib.humanize import size_in_words
from products.fields.cells import shorten
from products.fields.reasons import FileFailure
from products.imports.containers import letters
from products.imports.containers.kinds import HEAD_BYTES, Kind

MOST_LIST_BYTES = 2 * 1024**2
"""Of the archive's list of files, which is held in memory: about 20,000 files."""
MOST_NAMED = 10

DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, ValueError, RuntimeError, struct.error, zlib.error)
"""What reading an archive raises that is not sound."""

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_OTHER_DOCUMENTS = (
    ("word/", "a Word document (.docx)"),
    ("ppt/", "a PowerPoint presentation (.pptx)"),
    ("Index/Document.iwa", "an Apple Numbers or Pages document"),
)
_ENCRYPTED = 0x1 | 0x40
_UNPACK = "Unpack it and upload the file with the products."
_SAVE_AS = (
    "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) or as “CSV UTF-8” and upload that file."
)


@contextmanager
def listed(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive in a file, with its list of files read. Raises FileFailure `archive_invalid`."""
    try:
        archive = zipfile.ZipFile(_Bounded(file))
    except DAMAGED as error:
        raise damaged("zip") from error
    with archive:
        yield archive


def kind_of(archive: zipfile.ZipFile) -> Kind:
    """A workbook, or an archive of other files. Raises FileFailure `unsupported_format` for other documents."""
    names = {info.filename.replace("\\", "/") for info in archive.infolist()}
    if "mimetype" in names and "content.xml" in names and _begins(archive, "mimetype", len(_ODS) + 9) == _ODS:
        return Kind.ODS
    if "[Content_Types].xml" in names:
        return _office_kind(names)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "content.xml" in names:
        raise _other_document("a document that is no spreadsheet we can read")
    return Kind.ZIP


def data_file(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The only file in the archive, apart from what systems leave in it, or the only table beside letters.

    Raises FileFailure `archive_invalid`.
    """
    files = _files(archive)
    if not files:
        raise FileFailure("archive_invalid", "This zip archive is empty. Put the file with the products in it.")
    tables = [info for info in files if not _is_letter(archive, info)] if len(files) > 1 else files
    if len(tables) != 1:
        raise FileFailure(
            "archive_invalid",
            f"This zip archive holds {len(files):,} files: {_named(files)}. "
            "Upload the one with the products by itself.",
        )
    _refuse_unreadable(tables[0])
    return tables[0]


def beside(archive: zipfile.ZipFile) -> tuple[str, list[str]]:
    """The name of the data file, and of the letters, readmes and pictures that lie beside it."""
    table = data_file(archive)
    return table.filename, [info.filename for info in _files(archive) if info is not table]


@contextmanager
def opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """One of its files, to be read. Raises FileFailure `archive_invalid`."""
    try:
        member = archive.open(info)
    except DAMAGED as error:
        raise damaged("zip") from error
    with member:
        yield member


def refuse_large_workbook(archive: zipfile.ZipFile, most: int) -> None:
    """Raise `too_large` if the parts of a workbook say that they unpack to more than `most` bytes.

    Raises `archive_invalid` if they are encrypted, or two have one name.
    """
    for info in archive.infolist():
        _refuse_unreadable(info)
    if len({*archive.namelist()}) < len(archive.namelist()):
        raise damaged("zip")  # two readers could take two different ones for the sheet
    size = sum(info.file_size for info in archive.infolist())
    if size > most:
        raise FileFailure(
            "too_large",
            f"Unpacked, this workbook is {size_in_words(size)}; the limit is {size_in_words(most)}. "
            "Save the sheet with the products as “CSV UTF-8” and upload that file.",
        )


def bytes_of(part: IO[bytes], size: int, *, kind: str) -> bytes:
    """The next bytes of a file in an archive of this kind. Raises FileFailure `archive_invalid`."""
    try:
        return part.read(size)
    except DAMAGED as error:
        raise damaged(kind) from error


def damaged(kind: str) -> FileFailure:
    return FileFailure(
        "archive_invalid",
        f"This {kind} archive is damaged or incomplete, so nothing was imported. Pack it again.",
    )


def nested() -> FileFailure:
    return FileFailure("archive_invalid", f"This archive holds another archive. {_UNPACK}")


class _Bounded:
    """A file of which nobody reads much at once: the list of files of a hostile archive may be as long as the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell
        self._size = file.seek(0, 2)

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._size - self._file.tell() if size is None or size < 0 else size
        if wanted > MOST_LIST_BYTES:
            raise zipfile.BadZipFile("too long a list of files")
        return self._file.read(wanted)


def _office_kind(names: set[str]) -> Kind:
    for begin, name in _OTHER_DOCUMENTS:
        if any(each.startswith(begin) for each in names):
            raise _other_document(name)
    if any(name.lower().startswith("xl/workbook") and name.endswith(".bin") for name in names):
        raise _other_document("an Excel binary workbook (.xlsb)")
    return Kind.XLSX if any(name.lower().startswith("xl/") for name in names) else Kind.ZIP


def _other_document(name: str) -> FileFailure:
    return FileFailure("unsupported_format", f"This file is {name}. {_SAVE_AS}")


def _begins(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with opened(archive, archive.getinfo(name)) as part:
        return bytes_of(part, size, kind="zip").strip()


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if not _is_litter(info)]


def _is_letter(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    if letters.is_document(info.filename):
        return True
    if not letters.may_be_letter(info.filename):
        return False
    _refuse_unreadable(info)
    with opened(archive, info) as member:
        return letters.reads_as_letter(bytes_of(member, HEAD_BYTES, kind="zip"))


def _is_litter(info: zipfile.ZipInfo) -> bool:
    *folders, name = info.filename.replace("\\", "/").split("/")
    return not name or "__MACOSX" in folders or name.startswith("._") or name.lower() in _LITTER


def _named(files: list[zipfile.ZipInfo]) -> str:
    names = [f"“{shorten(info.filename)}”" for info in files[:MOST_NAMED]]
    return ", ".join(names) + (f" and {len(files) - MOST_NAMED:,} more" if len(files) > MOST_NAMED else "")


def _refuse_unreadable(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise FileFailure("archive_invalid", f"This zip archive is protected with a password. {_UNPACK}")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileFailure("archive_invalid", f"This zip archive is packed in a way that we cannot read. {_UNPACK}")
