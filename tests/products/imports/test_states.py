"""What a file says of which products are active, from the suggestion to the stored products."""

from products.imports import running
from products.imports.mapping import answers
from products.models import Product
from tests.products.conftest import Import, question
from tests.products.factories import make_products


def test_products_without_a_cross_in_a_column_of_the_blocked_ones_are_active(import_file: Import) -> None:
    """New ones, and those that are there."""
    make_products(2, sku="OFF", active=False)
    make_products(2, sku="ON", active=True)
    crosses = {"OFF-0": "", "OFF-1": "x", "ON-0": "", "ON-1": "X", "NEW-0": "", "NEW-1": "x"}
    rows = "".join(f"{sku},Mug,9.50,{cross}\n" for sku, cross in crosses.items())

    job = import_file(f"sku,name,price,Gesperrt\n{rows}")
    found = answers.found_of(question(job))
    assert found.questions == ["Are products not active where “Gesperrt” says “x” or “X” and active where it is blank?"]
    answers.accept(job, by=None)
    assert running.run(job.id)

    assert dict(Product.objects.values_list("sku", "active")) == {sku: not cross for sku, cross in crosses.items()}
