"""The command `generate_products`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from products.samples.files import write_products


def generate(*arguments: str) -> str:
    output = StringIO()
    call_command("generate_products", *arguments, stdout=output)
    return output.getvalue()


def expected(path: Path, *arguments: object, **options: object) -> bytes:
    with path.open("wb") as file:
        write_products(file, *arguments, **options)  # type: ignore[arg-type]
    return path.read_bytes()


def test_generate_products_writes_a_file_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"

    said = generate("1500", str(file))

    assert file.read_bytes() == expected(tmp_path / "same.csv", 1_500)
    assert said == f"Wrote 1,500 records (0.2 MB) to {file}.\n"


def test_generate_products_hands_its_options_on(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"

    generate("1,000", str(file), "--seed", "7", "--change", "2.5", "--messy")

    same = expected(tmp_path / "same.csv", 1_000, seed=7, changed_percent=2.5, messy=True)
    assert file.read_bytes() == same


def test_generate_products_prints_what_a_messy_file_comes_to(tmp_path: Path) -> None:
    said = generate("700", str(tmp_path / "products.csv"), "--messy").splitlines()

    assert said[1:5] == [
        "Importing it into an empty catalogue will give:",
        "  created                                  675",
        "  superseded                                 2",
        "  skipped                                    3",
    ]
    assert "    missing_sku                              1" in said


def test_generate_products_prints_json(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"

    account = json.loads(generate("700", str(file), "--messy", "--json"))

    assert account["bytes"] == file.stat().st_size
    assert account["total_rows"] == 700
    assert sum(account[word] for word in ("created", "superseded", "skipped", "rejected")) == 700
    assert sum(account["rejected_by_code"].values()) == account["rejected"]


def test_generate_products_writes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("generate_products", "3", "-")

    written, said = capfdbinary.readouterr()
    assert written.count(b"\n") == 4
    assert written.startswith(b"sku,name,description,price,active\n")
    assert b"Wrote 3 records (0.0 MB) to standard output." in said


def test_generate_products_of_nothing_is_a_header(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"

    generate("0", str(file))

    assert file.read_bytes() == b"sku,name,description,price,active\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-1", "x.csv"), "argument N: a number from 0 to 100,000,000"),
        (("many", "x.csv"), "argument N: a number from 0 to 100,000,000"),
        (("5", "x.csv", "--change", "101"), "argument --change: a number from 0 to 100"),
        (("5", "x.csv", "--change", "much"), "argument --change: a number from 0 to 100"),
        (("5", "no/such/folder/x.csv"), "cannot be written: No such file or directory."),
    ],
)
def test_generate_products_refuses_what_cannot_be(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        generate(arguments[0], str(tmp_path / arguments[1]), *arguments[2:])
