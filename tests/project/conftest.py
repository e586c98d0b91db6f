"""Fixtures for the tests of the project."""

import pytest
from django.contrib.auth.models import User

from product_importer.accounts.models import ApiToken


@pytest.fixture
def issued(admin_user: User) -> tuple[ApiToken, str]:
    """A token of the administrator, and its text."""
    return ApiToken.objects.issue(admin_user, name="shop")
