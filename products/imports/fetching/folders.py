"""A folder of this server, opened so that nothing outside of it can be reached: no symbolic link is followed.

FOLDER/          what suppliers put there
FOLDER/importing what was taken and is being imported
FOLDER/done, FOLDER/failed   what became of it, with a report beside it
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from products.imports.fetching.failures import FetchFailure
from products.imports.fetching.file_names import Listed
from products.imports.fetching.places import InvalidPlace, folder_root

IMPORTING, DONE, FAILED = "importing", "done", "failed"

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Folder:
    """An open folder, by its descriptor: whoever exchanges it for another one meanwhile changes nothing."""

    handle: int
    path: str

    def files(self) -> Iterator[Listed]:
        """The plain files in it, neither links nor folders."""
        with os.scandir(self.handle) as entries:
            for entry in entries:
                if found := self.look(entry.name):
                    yield found

    def look(self, name: str) -> Listed | None:
        """The plain file of this name as it is now."""
        try:
            found = os.stat(name, dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        changed = datetime.fromtimestamp(found.st_mtime, UTC)
        return Listed(name, found.st_size, changed, f"{found.st_ino} {found.st_mtime_ns}")

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Raises FetchFailure `folder` if it is no plain file any more, or cannot be read."""
        try:
            handle = os.open(name, _FILE_FLAGS, dir_fd=self.handle)
        except OSError as error:
            raise FetchFailure("folder", f"{name} cannot be read: {error.strerror}.") from error
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise FetchFailure("folder", f"{name} is no plain file.")
            yield file

    @contextmanager
    def inner(self, name: str) -> Iterator[Folder]:
        """A folder in it, made if need be."""
        try:
            with suppress(FileExistsError):
                os.mkdir(name, mode=0o770, dir_fd=self.handle)
            handle = os.open(name, _FOLDER_FLAGS, dir_fd=self.handle)
        except OSError as error:
            raise _unusable(f"{self.path}/{name}", error) from error
        try:
            yield Folder(handle, f"{self.path}/{name}")
        finally:
            os.close(handle)

    def move(self, name: str, to: Folder) -> str:
        """Move a file into another folder. Its new name is another one if there is such a file already."""
        new = to.free_name(name)
        try:
            os.rename(name, new, src_dir_fd=self.handle, dst_dir_fd=to.handle)
        except OSError as error:
            raise _unusable(to.path, error) from error
        return new

    def free_name(self, name: str) -> str:
        if self._is_free(name):
            return name
        path = Path(name)
        numbered = (f"{path.stem} ({number}){path.suffix}" for number in range(2, 100_000))
        return next(each for each in numbered if self._is_free(each))

    def write(self, name: str, text: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(self.free_name(name), flags, 0o660, dir_fd=self.handle), "w") as file:
            file.write(text)

    def _is_free(self, name: str) -> bool:
        try:
            os.stat(name, dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return True
        return False


@contextmanager
def folder(address: str) -> Iterator[Folder]:
    """The folder, opened step by step from the one that the operator named. Raises FetchFailure `folder`."""
    try:
        root = folder_root(address)
    except InvalidPlace as error:
        raise FetchFailure("folder", str(error)) from error
    handle = _opened(os.fspath(root), None, address)
    try:
        for part in Path(address).relative_to(root).parts:
            inner = _opened(part, handle, address)
            os.close(handle)
            handle = inner
        yield Folder(handle, address)
    finally:
        os.close(handle)


def _opened(name: str, within: int | None, address: str) -> int:
    """The operator's own folder may be a link; nothing below it."""
    flags = _FOLDER_FLAGS if within is not None else _FOLDER_FLAGS & ~os.O_NOFOLLOW
    try:
        return os.open(name, flags, dir_fd=within)
    except OSError as error:
        raise _unusable(address, error) from error


def _unusable(path: str, error: OSError) -> FetchFailure:
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return FetchFailure("folder", f"{path} is a symbolic link, or no folder. Links are not followed.")
    return FetchFailure("folder", f"{path} cannot be used: {error.strerror}.")
