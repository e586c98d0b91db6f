import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests.redis_away import NOWHERE, redis_at


def test_cache_keeps_and_counts() -> None:
    assert cache.add("a", 1) is True
    assert cache.add("a", 5) is False
    assert cache.incr("a") == 2
    cache.set("b", {"x": "y"})

    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": {"x": "y"}}
    assert cache.delete("a") is True
    assert "a" not in cache


def test_cache_forgets_instead_of_failing_while_redis_is_away() -> None:
    with redis_at(NOWHERE):
        cache.set("a", 1)
        assert cache.get("a", "nothing") == "nothing"
        assert cache.add("a", 1) is True
        assert cache.incr("a", 3) == 3
        assert cache.touch("a") is False
        assert cache.delete("a") is False
        assert cache.get_many(["a"]) == {}
        assert "a" not in cache


@pytest.mark.django_db
def test_sign_in_lets_people_in_while_redis_is_away(client: Client) -> None:
    User.objects.create_user("ana", password="a-good-password", is_staff=True)
    with redis_at(NOWHERE):
        for _ in range(7):
            assert client.post("/accounts/login/", {"username": "ana", "password": "wrong"}).status_code == 200

        answer = client.post("/accounts/login/", {"username": "ana", "password": "a-good-password"})

    assert answer.status_code == 302
