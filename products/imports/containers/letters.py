"""Files that lie beside a table in an archive: letters, readmes, pictures. Pure."""

import re
from collections import Counter
from pathlib import PurePosixPath

_DOCUMENTS = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|pages|pptx?|html?|url|webloc|lnk|eml|msg|vcf|jpe?g|png|gif|webp|tiff?|bmp|svg|heic|ico"
    r"|md5|sha1|sha256|sig|asc)"
)
"""The ends of names of what is never a table that we could read."""
_TEXTS = frozenset({"", ".txt", ".md", ".nfo", ".log", ".1st", ".me"})
"""Those of what may be a letter or a table."""
_FEWEST_ROWS = 3
_FEWEST_PRINTED_ROWS = 5
_GAP = re.compile(rb"\S {2,}(?=\S)")


def is_document(name: str) -> bool:
    return _DOCUMENTS.fullmatch(_suffix(name)) is not None


def may_be_letter(name: str) -> bool:
    """Whether the name leaves it open: its text tells."""
    return _suffix(name) in _TEXTS


def reads_as_letter(head: bytes) -> bool:
    """Whether the first bytes of a text have no rows of cells: none whose lines have a delimiter as often as others."""
    lines = [line for line in re.split(rb"[\r\n]+", head.replace(b"\0", b"")) if line.strip()]
    for delimiter in (b";", b"\t", b"|", b","):
        counts = Counter(count for line in lines if (count := line.count(delimiter)))
        alike = max(counts.values(), default=0)
        if alike >= _FEWEST_ROWS and (delimiter != b"," or alike * 2 >= len(lines)):
            return False
    return sum(len(_GAP.findall(line.strip())) > 1 for line in lines) < _FEWEST_PRINTED_ROWS


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
