import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from product_importer.launch import preparation


@pytest.mark.django_db
def test_first_user_gets_an_invented_password_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)

    password = preparation.create_first_user()

    admin = _only_user()
    assert password
    assert len(password) == 16
    assert (admin.username, admin.is_superuser, admin.check_password(password)) == ("admin", True, True)


@pytest.mark.django_db
def test_first_user_gets_the_given_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a long enough one")

    assert preparation.create_first_user() is None
    assert _only_user().check_password("a long enough one")


@pytest.mark.django_db
def test_no_user_is_made_when_there_is_one_already(monkeypatch: pytest.MonkeyPatch) -> None:
    get_user_model()._default_manager.create(username="ana")

    assert preparation.create_first_user() is None
    assert _only_user().username == "ana"


@pytest.mark.django_db
def test_database_is_not_behind_when_the_migrations_ran() -> None:
    assert not preparation.is_database_behind()


def _only_user() -> AbstractUser:
    return get_user_model()._default_manager.get()
