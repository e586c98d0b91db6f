"""A workbook that cannot be read, in one sentence, whichever process finds it out."""

from products.fields.reasons import FileFailure

OUT_OF_MEMORY = 3
"""The exit status of the process that reads a sheet."""

_SAVE_AS = "Save the sheet as “CSV UTF-8” and upload that file."


def too_many_cells(rows: int, columns: int, *, most: int) -> FileFailure:
    return FileFailure(
        "too_large",
        f"The sheet spans {rows:,} rows and {columns:,} columns; at most {most:,} cells can be read from a workbook. "
        f"If cells far below or beside the table are filled, delete them. {_SAVE_AS}",
    )


def too_much_memory() -> FileFailure:
    return FileFailure(
        "too_large",
        "This workbook takes more memory than is allowed for one. "
        f"If cells far below or beside the table are filled, delete them. {_SAVE_AS}",
    )


def too_long() -> FileFailure:
    return FileFailure("too_large", f"This workbook takes too long to read. {_SAVE_AS}")


def protected() -> FileFailure:
    return FileFailure(
        "spreadsheet_invalid",
        "This workbook is protected with a password. Save it without one and upload it again.",
    )


def damaged() -> FileFailure:
    return FileFailure(
        "spreadsheet_invalid",
        "This workbook is damaged, or of a kind that we cannot read. "
        "Open it in a spreadsheet program, save it as “CSV UTF-8” and upload that file.",
    )
