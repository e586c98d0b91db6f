"""What a file is called where it comes from, and which names are wanted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", "~")
"""How programs call what they are still writing."""


@dataclass(frozen=True)
class Listed:
    """A file in a folder of somebody else's. `changed`: when it was changed, as its server says; None: not known."""

    name: str
    size: int
    changed: datetime | None
    mark: str = ""
    """Changes whenever the file does, if the server has such a thing."""

    @property
    def seen(self) -> dict[str, str]:
        at = self.changed.isoformat() if self.changed else ""
        return {"name": self.name, "size": str(self.size), "changed": at, "mark": self.mark}


def is_wanted(name: str, pattern: str) -> bool:
    """Whether it matches, upper and lower case being the same, and is no hidden or unfinished one."""
    folded = name.casefold()
    is_whole = not folded.startswith(".") and not folded.endswith(UNFINISHED)
    is_name = bool(name) and name.isprintable() and not {"/", "\\"} & {*name}
    return is_whole and is_name and fnmatchcase(folded, (pattern or "*").casefold())


def newest(files: Iterable[Listed], pattern: str) -> Listed | None:
    """The one changed last of those that are wanted; of several, the last by name."""
    wanted = [file for file in files if is_wanted(file.name, pattern)]
    return max(wanted, key=lambda file: (file.changed.timestamp() if file.changed else 0.0, file.name), default=None)


def from_answer(disposition: str, url: str, otherwise: str) -> str:
    """By `Content-Disposition`, else the end of the URL's path, else what is given."""
    return _disposed(disposition) or _last_part(unquote(urlsplit(url).path)) or otherwise


def _disposed(disposition: str) -> str:
    message = Message()
    message["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
    return _last_part(message.get_filename() or "")


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].strip()
