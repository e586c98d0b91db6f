"""Static files as a browser gets them: few, compressed, and under names that contain their hash.

The sources are many small files. Those in LISTS only name others, in plain CSS and JavaScript, so that a browser can
also use them as they are (DEBUG). When static files are collected, each becomes one file with the text of all it names.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

LISTS = ("css/site.css", "js/app.js", "js/webhooks.js")

Sources = Mapping[str, tuple[Storage, str]]
"""Name of a static file → the storage it comes from, and its path there: what `collectstatic` has found."""
Read = Callable[[str], str]

STYLE = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)
IMPORT = re.compile(r'^import (?:(\{ \w+(?:, \w+)* \}) from )?"\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function) (\w+))", re.MULTILINE)
UNREADABLE = re.compile(r"^\s*@import.*$|^(?:import|export)\b.*$", re.MULTILINE)


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    support_js_module_import_aggregation = True

    def post_process(self, paths: Sources, **options: Any) -> Iterator[tuple[str, str | None, Any]]:
        yield from super().post_process(with_lists_joined(paths), **options)


def with_lists_joined(paths: Sources) -> dict[str, tuple[Storage, str]]:
    """The same files, but each list as one file with the text of all it names."""

    @cache
    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())

    memory = InMemoryStorage()
    for name in LISTS:
        join = joined_styles if name.endswith(".css") else joined_modules
        memory.save(name, ContentFile(join(name, read)))
    return {**paths, **{name: (memory, name) for name in LISTS}}


def joined_styles(name: str, read: Read) -> str:
    """One style sheet. All lie in one folder, so every url() still leads to the same file."""
    text = STYLE.sub(lambda found: read(_beside(name, found[1])), read(name))
    return _readable(name, text)


def joined_modules(name: str, read: Read) -> str:
    """One module: a function for each joined module, whose result is what that module exports."""
    parts = [_as_function(module, read(module)) for module in in_order_of_running(name, read)]
    return "const modules = {};\n" + "".join(parts)


def in_order_of_running(name: str, read: Read, importers: tuple[str, ...] = ()) -> list[str]:
    """A module and all that it imports, each once and after what it imports itself, as a browser runs them."""
    if name in importers:
        raise ValueError(f"{name} imports itself, by way of {importers[-1]}.")
    order: dict[str, None] = {}
    for _, target in IMPORT.findall(read(name)):
        order |= dict.fromkeys(in_order_of_running(_beside(name, target), read, (*importers, name)))
    return [*order, name]


def _as_function(name: str, text: str) -> str:
    exported = ", ".join(EXPORT.findall(text))
    body = _readable(name, IMPORT.sub(_taken_over, EXPORT.sub("", text)))
    return f'modules["{PurePosixPath(name).name}"] = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n'


def _taken_over(found: re.Match[str]) -> str:
    names, target = found.groups()
    return f'const {names} = modules["{target}"];' if names else ""


def _readable(name: str, text: str) -> str:
    if strange := UNREADABLE.search(text):
        raise ValueError(f"{name} cannot be joined with others because of this line: {strange[0].strip()}")
    return text


def _beside(name: str, other: str) -> str:
    return str(PurePosixPath(name).with_name(other))
