"""The shapes of mending, as the API takes and answers them and its description shows them."""

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from products.imports.schemas import ReasonOut


class CellsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    cells: dict[str, str] | list[str] = Field(
        description="Text by header; or all cells of the row, in the order of the file's columns."
    )


class MendIn(Schema):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=100, description="Of the rows that are meant.")
    action: str = Field(description="`set`, `without_price`, `shorten`, `inactive` or `strip_currency`.")
    column: str = Field("", description="For `set`: a header of the file or a field, if it is not the reason's own.")
    value: str | None = Field(None, description="For `set`: what stands in these cells from now on.")


class RetryIn(Schema):
    model_config = ConfigDict(extra="forbid")

    mode: Literal["", "apply", "review"] = Field("", description="Empty: as the first import.")


class MendedRow(Schema):
    record_number: int
    cells: dict[str, str] | list[str] = Field(description="By header; a list if two columns have the same one.")
    errors: list[ReasonOut] = Field(description="What is wrong with the row as it is now.")
    is_sound: bool = Field(description="It can be imported.")


class MendedRows(Schema):
    rows: int = Field(description="Rows that have other cells now.")
    sound: int = Field(description="Rows of these that nothing is wrong with any more.")
    left: int = Field(description="Rows that have to be corrected one by one: their cells are not known for certain.")
    ready: int = Field(description="All rows of the job that are mended and can be imported.")
