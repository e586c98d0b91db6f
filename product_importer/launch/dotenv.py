"""The file `.env` beside `manage.py`: variables that the environment does not have already."""

import re
from io import StringIO
from pathlib import Path

from environ import Env

FILE = Path(__file__).resolve().parent.parent.parent / ".env"
COMMENT = re.compile(r"(?:^|\s+)#.*$")
QUOTED = re.compile(r"""^[^#=]*=\s*["']""")


def read(file: Path = FILE) -> None:
    """Put what the file says into the environment. A comment may follow a value; inside quotes `#` is a character.

    The library would take such a comment as part of the value, or cut a password off at its `#`.
    """
    if file.exists():
        Env.read_env(StringIO("\n".join(map(_without_comment, file.read_text().splitlines()))))


def _without_comment(line: str) -> str:
    return line if QUOTED.match(line) else COMMENT.sub("", line)
