from pathlib import Path

import pytest

from tests.project.launch.dotenv_reader import read_by


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("KEY=a b # c", "a b"),
        ("KEY=a#b", "a#b"),
        ("KEY='a # b'", "a # b"),
        ('KEY="a # b"', "a # b"),
        ("export KEY=a\t# c", "a"),
        ("# KEY=a\n   # b\nKEY=c", "c"),
    ],
)
def test_dotenv_tells_comments_from_values(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text(line)

    assert read_by(dotenv=file) == {"KEY": value}
