"""The form around an uploaded file: whether it holds one file, and options that there are.

Nothing that was sent may be ignored: an option with a slip in its name would change what the import does.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from django.core.files import File
from django.http import HttpRequest

from products.fields.cells import shorten
from products.imports.upload_options import InvalidOptions

FILE = "file"
_ESCAPED_BY_BROWSERS = {"%22": '"', "%0D": "\r", "%0A": "\n"}


def check(request: HttpRequest, options: Container[str]) -> None:
    """Raises InvalidOptions if there is more than one file, or anything that is neither the file nor an option."""
    parts = [*_faults_of_files(request), *_faults_of_fields(request, options), *_faults_of_address(request)]
    faults: dict[str, list[str]] = {}
    for name, fault in parts:
        faults.setdefault(name, []).append(fault)
    if faults:
        raise InvalidOptions(faults)


def file_name(file: File[bytes]) -> str:
    """The file's name as it was where it came from. In a form, browsers escape these three characters only."""
    name = file.name or ""
    for escape, character in _ESCAPED_BY_BROWSERS.items():
        name = name.replace(escape, character)
    return name


def _faults_of_files(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, files in request.FILES.lists():
        if name != FILE:
            yield name, f"Send the file as “{FILE}”, not as “{shorten(name)}”."
        elif len(files) > 1:
            yield name, f"Send one file at a time, not {' and '.join(shorten(file_name(file)) for file in files)}."


def _faults_of_fields(request: HttpRequest, options: Container[str]) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name == FILE:
            if any(values):
                yield name, "Send one file here, not text."
        elif name not in options and name != "csrfmiddlewaretoken":
            yield name, f"There is no option “{shorten(name)}”."
        elif len(values) > 1:
            yield name, f"Give “{name}” once, not {len(values)} times."


def _faults_of_address(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name in request.GET:
        yield name, f"Send “{shorten(name)}” in the form, not in the URL."
