"""An import that waits to be reviewed."""

import pytest

from products.jobs.models import ImportJob
from tests.products.conftest import Import

FIRST = "sku,name,description,price\nA,Mug,Old,5.00\nB,Cup,Old,6.00\nC,Pot,Same,7.00\n"
SECOND = "sku,name,description,price\nA,Mug,New,5.50\nB,Cup!,Old,6.00\nC,Pot,Same,7.00\nD,Jug,Nice,8.00\n"


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    """Two products that change, one that stays, and a new one."""
    assert import_file(FIRST).status == "completed"
    return import_file(SECOND, mode="review")
