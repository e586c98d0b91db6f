"""Where the embedded servers keep their data and sockets, and as which system user they run."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from product_importer.launch.embedded.errors import EmbeddedError

SYSTEM_FOLDER = Path("/var/lib/product-importer")
LONGEST_SOCKET_FOLDER = 80  # bytes; a socket's whole path may have 103 on macOS and 107 on Linux


class RunAs(TypedDict, total=False):
    """Arguments that make `subprocess` run a program as somebody else; none for ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The unprivileged user for servers that are started by root, because PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int

    def can_enter(self, path: Path) -> bool:
        """Tried, not computed: parents, groups and access lists all have a say."""
        test = subprocess.run(["/bin/sh", "-c", 'test -x "$0"', path], cwd="/", **self.as_popen())
        return test.returncode == 0

    def as_popen(self) -> RunAs:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Home:
    """`folder` holds data and logs, `sockets` the sockets; `account` is None where we run the servers ourselves."""

    folder: Path
    sockets: Path
    account: Account | None

    def make_folder(self, path: Path) -> None:
        """Make a folder that only the servers' user may enter."""
        path.mkdir(exist_ok=True, mode=0o700)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
        if path.is_symlink() or path.stat().st_uid != self._uid:
            raise EmbeddedError(f"{path} belongs to another user. Choose another folder with DATA_DIR.")

    def as_popen(self) -> RunAs:
        """The arguments that make `subprocess` run a program as the servers' user."""
        return self.account.as_popen() if self.account else {}

    @property
    def _uid(self) -> int:
        return self.account.uid if self.account else os.geteuid()


def prepare_home(data_dir: Path) -> Home:
    """Find, or make, the home of the servers of `data_dir`.

    It is `data_dir/servers`. Where root starts us in a folder that only root may enter, this is a link to a
    folder under /var/lib/product-importer. The caller holds the lock on starting.

    Raises EmbeddedError if the folder is somebody else's or cannot be entered.
    """
    folder = data_dir / "servers"
    account = _account(data_dir) if os.geteuid() == 0 else None
    if account and not folder.exists() and not account.can_enter(data_dir):
        _link_to_system_folder(folder)
    home = _home_in(folder.resolve(), account)
    home.make_folder(home.folder)
    if account and not account.can_enter(home.folder):
        raise EmbeddedError(
            f"The servers run as the user {account.name}, who cannot enter {home.folder}. "
            f"Make it reachable (chmod o+x on its parent folders), or choose another DATA_DIR."
        )
    home.make_folder(home.sockets)
    return home


def _account(data_dir: Path) -> Account:
    """Whoever has the data already; else the owner of `data_dir`; else a user who owns as little as possible."""
    for folder in (data_dir / "servers", data_dir):
        if folder.exists() and (uid := folder.stat().st_uid):
            return _account_of(pwd.getpwuid(uid))
    users = {user.pw_name: user for user in pwd.getpwall()}
    return _account_of(users.get("postgres") or users["nobody"])


def _account_of(user: pwd.struct_passwd) -> Account:
    return Account(user.pw_name, user.pw_uid, user.pw_gid)


def _link_to_system_folder(link: Path) -> None:
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)
    link.unlink(missing_ok=True)  # it may point to a folder that somebody removed
    link.symlink_to(tempfile.mkdtemp(prefix="data-", dir=SYSTEM_FOLDER))


def _home_in(folder: Path, account: Account | None) -> Home:
    sockets = folder / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER or "," in str(sockets):  # libpq splits hosts at commas
        key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        # Not TMPDIR: two shells with different ones must find the same socket.
        sockets = Path(f"/tmp/product-importer-{os.geteuid()}-{key}")  # noqa: S108 - its owner is checked
    return Home(folder, sockets, account)
