"""Which files are ours."""

import pytest

from products.fields.own_files import Origin, export_head, origin_of
from products.fields.registry import FIELDS

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
        (MARK + b"sku,name,description,price,active,ean,net_weight\nA1,Mug,,,true,1,\n", Origin.EXPORT),
        (MARK + b"sku;name;description;price;active;ean\r\nA1;Mug;;;true;1\r\n", Origin.SAVED_EXPORT),
        (MARK + b'"sku",name,price\nA1,Mug,\n', Origin.EXPORT),
        (MARK + b'"sku",brand\nA1,Acme\n', Origin.EXPORT),
        (MARK + b'"sku"\nA1\n', Origin.EXPORT),
        (MARK + b"sku,name,price\nA1,Mug,\n", Origin.ELSEWHERE),
        (MARK + b'"sku","name","price"\n"A1","Mug",""\n', Origin.ELSEWHERE),
        (MARK + b'"sku",name,price\r\nA1,Mug,\r\n', Origin.ELSEWHERE),
        (MARK + b'"sku";name;price\nA1;Mug;\n', Origin.ELSEWHERE),
        (MARK + b'"sku",name,name\nA1,Mug,\n', Origin.ELSEWHERE),
        (MARK + b'"sku",name,Price\nA1,Mug,\n', Origin.ELSEWHERE),
        (MARK + b'"sku",name,net weight\nA1,Mug,\n', Origin.ELSEWHERE),
        (b'"sku",name,price\nA1,Mug,\n', Origin.ELSEWHERE),
        (MARK + b"sku,name,description,price,active,sku\nA1,Mug,,,true,1\n", Origin.ELSEWHERE),
        (MARK + b"sku,name,description,price,active,EAN\nA1,Mug,,,true,1\n", Origin.ELSEWHERE),
        (MARK + b"sku,name,description,price,active,\nA1,Mug,,,true,1\n", Origin.ELSEWHERE),
        (MARK + b"sku,ean,name,description,price,active\nA1,1,Mug,,,true\n", Origin.ELSEWHERE),
        (b"_row,sku,name\n2,A1,Mug\n", Origin.ELSEWHERE),
        (b"", Origin.ELSEWHERE),
    ],
)
def test_origin_is_told_by_mark_and_columns(head: bytes, origin: Origin) -> None:
    line = head.removeprefix(MARK).decode().split("\n")[0].strip()
    header = line.replace(";", ",").replace('"', "").split(",")

    assert origin_of(head, header) is origin


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (FIELDS.keys, "sku,name,description,price,active"),
        ((*FIELDS.keys, "ean"), "sku,name,description,price,active,ean"),
        (("sku", "name"), '"sku",name'),
        (("sku",), '"sku"'),
    ],
)
def test_head_of_an_export_is_known_again(keys: tuple[str, ...], line: str) -> None:
    assert export_head(keys) == f"\ufeff{line}\n"
    assert origin_of(export_head(keys).encode(), [*keys]) is Origin.EXPORT
