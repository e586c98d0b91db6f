import pytest

from product_importer.launch import environment


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("", False),
        ("help import_products", False),
        ("--version", False),
        ("import_products --help", False),
        ("collectstatic --noinput", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("makemigrations --check", True),
        ("import_products file.csv", True),
        ("up", True),
    ],
)
def test_servers_are_needed_by_commands_that_work_with_data(command: str, needed: bool) -> None:
    assert environment.needs_servers(["manage.py", *command.split()]) is needed
