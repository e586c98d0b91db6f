"""A file's name is shown as it is, wherever it is shown."""

import html
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.products.imports.factories import finished_job, reject

pytestmark = pytest.mark.django_db

NAMES = ['12" pipes.csv', "inch\\foot.csv", "100%22 <b>&amp;.csv", "ö 'new'; a=b.csv"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products/imports/",
        "/products/imports/{id}/",
        "/admin/imports/importjob/",
        "/admin/imports/importjob/{id}/change/",
    ],
)
def test_pages_show_the_name_as_it_is(admin_client: Client, name: str, path: str) -> None:
    job = finished_job(file_name=name)

    page = admin_client.get(path.format(id=job.id), follow=True).content.decode()

    assert name in html.unescape(page)
    assert name not in page or html.escape(name) == name


@pytest.mark.parametrize("name", NAMES)
def test_api_and_download_have_the_name_as_it_is(admin_client: Client, name: str) -> None:
    job = finished_job(file_name=name)
    reject(job, 2, "A-1,x,")

    told = admin_client.get(f"/products/api/imports/{job.id}/").json()["file_name"]
    header = admin_client.get(f"/products/api/imports/{job.id}/rejected.csv")["Content-Disposition"]

    assert told == name
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name.replace(".csv", "-rejected.csv")
