"""How much a container may hold. The numbers are settings."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    unpacked_bytes: int
    """Of the text, and of what an archive holds."""
    ratio: int
    """How many times its own size an archive may hold, once that is more than RATIO_FROM."""
    cells: int
    """Of a sheet, blank ones between the others included."""
    workbook_bytes: int
    """Of all parts of a workbook, unpacked."""
    memory_bytes: int
    """Of the process that reads a sheet."""
    free_disk_bytes: int
    """What must stay free on the disk."""


RATIO_FROM = 64 * 1024**2
"""Small files do no harm, however well they are packed."""


def limits() -> Limits:
    return Limits(
        unpacked_bytes=settings.IMPORT_MAX_BYTES,
        ratio=settings.IMPORT_MAX_RATIO,
        cells=settings.IMPORT_MAX_CELLS,
        workbook_bytes=settings.IMPORT_MAX_WORKBOOK_BYTES,
        memory_bytes=settings.IMPORT_WORKBOOK_MEMORY_BYTES,
        free_disk_bytes=settings.IMPORT_FREE_DISK_BYTES,
    )
