from pathlib import Path

from product_importer.launch import secrets_file


def test_keys_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    keys = secrets_file.load_or_create(tmp_path)

    assert secrets_file.load_or_create(tmp_path) == keys
    assert keys.keys() == {"SECRET_KEY", "WEBHOOK_MASTER_KEY"}
    assert min(map(len, keys.values())) == 64
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600


def test_missing_key_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("SECRET_KEY=kept\n")

    keys = secrets_file.load_or_create(tmp_path)

    assert keys["SECRET_KEY"] == "kept"
    assert (tmp_path / "secrets").read_text() == f"SECRET_KEY=kept\nWEBHOOK_MASTER_KEY={keys['WEBHOOK_MASTER_KEY']}\n"
