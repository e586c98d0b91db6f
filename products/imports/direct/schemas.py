"""The shapes of uploads straight to the store."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt

from products.imports.mapping.schemas import Recipe


class DirectUploadIn(Schema):
    """The file that will be sent, and the options of its import, as an upload has them."""

    model_config = ConfigDict(extra="forbid")

    file_name: Annotated[str, Field(min_length=1, max_length=1_000)]
    size: StrictInt = Field(description="Bytes.")
    mode: str = ""
    mapping: Recipe | str = Field("", description="A recipe, or `auto`, or `ask`.")
    delimiter: str = ""
    encoding: str = ""
    on_blank: str = ""
    duplicates: str = ""
    new_without_price: str = ""
    sheet: str = ""
    same_file: str = ""
    source: str = ""


class DirectLinks(Schema):
    complete: str = Field(description="POST there once the file has arrived.")
    self: str = Field(description="DELETE it if it will not be sent.")


class DirectUploadOut(Schema):
    id: UUID
    method: str = Field(description="PUT.")
    url: str = Field(description="Where to send the bytes of the file, and nothing around them, without our token.")
    expires_at: str = Field(description="By when the file has to be begun to be sent.")
    links: DirectLinks
