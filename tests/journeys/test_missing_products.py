"""A process that is killed while it deals with products that are missing from the file: each is done exactly once."""

import subprocess
import sys
from pathlib import Path

from products.imports import running
from products.imports.sources import actions
from products.jobs.models import ImportJob
from products.jobs.progress import snapshot
from products.models import Change, Product
from tests.processes import ROOT, eventually

MANY = 6_000

NEVER_WAITS = ("IMPORT_MISSING_WAITS_PERCENT", "IMPORT_MISSING_REFUSES_PERCENT")


def test_killed_import_deletes_each_missing_product_once(
    transactional_db: None, process_environment: dict[str, str], tmp_path: Path
) -> None:
    recipe = {"fields": {key: {"from": key} for key in ("sku", "name")}}
    actions.create(name="Acme", by=None, recipe=recipe, missing="delete")
    lines = [f"A-{number:05},Mug {number}" for number in range(MANY)]
    files = {"whole.csv": lines, "short.csv": lines[:1]}
    for name, rows in files.items():
        (tmp_path / name).write_text("\n".join(["sku,name", *rows, ""]))
    environment = process_environment | dict.fromkeys(NEVER_WAITS, "100")

    def start(name: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "manage.py", "import_products", str(tmp_path / name), "--source", "Acme"]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    assert start("whole.csv").wait() == 0
    program = start("short.csv")
    try:
        eventually(lambda: ImportJob.objects.filter(missing__deleted__gt=0).exists())
    finally:
        program.kill()
        program.wait()
    job = ImportJob.objects.get(file_name="short.csv")
    if job.status != "completed":  # on a machine that was too quick there is nothing left to go on with
        eventually(lambda: running.run(job.id))

    job.refresh_from_db()
    assert (job.status, snapshot(job)["missing"]) == ("completed", {"deactivated": 0, "deleted": MANY - 1})
    assert [*Product.objects.values_list("sku", flat=True)] == ["A-00000"]
    assert Change.objects.filter(job_id=job.id).count() == MANY - 1
