import os
import sys
from pathlib import Path

import pytest

from product_importer.launch import children
from product_importer.launch.address import Address
from tests.processes import ROOT

PLACE = Address("127.0.0.1", 8123)


def test_children_start_with_the_workers_and_end_with_the_beat(tmp_path: Path) -> None:
    names = [child.name for child in children.children(PLACE, tmp_path)]

    assert names == ["imports", "webhooks", "web", "beat"]


def test_every_child_is_a_program_of_this_python_with_some_patience(tmp_path: Path) -> None:
    for child in children.children(PLACE, tmp_path):
        assert child.argv[:2] == (sys.executable, "-m")
        assert child.patience_seconds >= 10


def test_web_server_listens_where_it_is_told_to() -> None:
    argv = children.web(Address("::1", 9000)).argv

    assert argv[argv.index("--bind") + 1] == "[::1]:9000"
    assert Path(argv[argv.index("-c") + 1]).is_file()
    assert argv[-1] == "product_importer.wsgi:application"


@pytest.mark.parametrize(
    ("child", "kind"),
    [(children.imports_worker(), "imports"), (children.webhooks_worker(), "webhooks")],
)
def test_workers_serve_what_they_are_called(child: children.Child, kind: str) -> None:
    assert (child.name, child.argv[2:4]) == (kind, ("product_importer.worker", kind))


def test_workers_have_names_of_their_own_on_every_machine_and_in_every_up() -> None:
    node = children.imports_node()

    assert node == f"imports-{os.getpid()}@{os.uname().nodename}"
    assert node in children.imports_worker().argv
    assert node not in children.webhooks_worker().argv


def test_beat_keeps_its_schedule_in_the_data_folder(tmp_path: Path) -> None:
    argv = children.beat(tmp_path).argv

    assert argv[2:] == ("product_importer.beat", "--schedule", str(tmp_path / "beat-schedule"))


def test_file_is_imported_by_the_command(tmp_path: Path) -> None:
    child = children.import_file(tmp_path / "spring.csv")

    assert child.argv == (sys.executable, str(ROOT / "manage.py"), "import_products", str(tmp_path / "spring.csv"))
