"""Which files are ours."""

import pytest

from products.fields.own_files import Origin, origin_of

MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        (MARK + b"sku,name,description,price,active\n", Origin.EXPORT),
        (MARK + b"sku,name,description,price,active\nA1,Mug,,,true\n", Origin.EXPORT),
        (MARK + b"sku,name,description,price,active\r\nA1,Mug,,,true\r\n", Origin.SAVED_EXPORT),
        (MARK + b"sku;name;description;price;active\nA1;Mug;;;true\n", Origin.SAVED_EXPORT),
        (b"_row,_errors,sku,name\n2,,A1,Mug\n", Origin.REJECTED),
        (MARK + b"_row;_errors;sku;name\n2;;A1;Mug\n", Origin.REJECTED),
        (b"sku,name,description,price,active\nA1,Mug,,,true\n", Origin.ELSEWHERE),
        (MARK + b"sku,name,description,price\nA1,Mug,,\n", Origin.ELSEWHERE),
        (MARK + b"name,sku,description,price,active\nMug,A1,,,true\n", Origin.ELSEWHERE),
        (MARK + b"SKU,Name,Description,Price,Active\nA1,Mug,,,true\n", Origin.ELSEWHERE),
        (MARK + b"sku,name,description,price,active,ean\nA1,Mug,,,true,1\n", Origin.ELSEWHERE),
        (b"_row,sku,name\n2,A1,Mug\n", Origin.ELSEWHERE),
        (b"", Origin.ELSEWHERE),
    ],
)
def test_origin_is_told_by_mark_and_columns(head: bytes, origin: Origin) -> None:
    header = head.removeprefix(MARK).decode().split("\n")[0].strip().replace(";", ",").split(",")

    assert origin_of(head, header) is origin
