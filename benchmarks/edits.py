"""How long does an edit by hand wait while an import runs, and what do edits cost the import (ADR 5)?

    python benchmarks/edits.py [--rows 1000000] [--every 0.05]

A first load, a price list for 15 % of the products and one for all of them are imported by a real worker: first with
nobody else there, then while somebody changes, creates or deletes a product all the time. Prints the waits by phase.
"""

import argparse
import importlib
import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import stack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="products in the files")
    parser.add_argument("--every", type=float, default=0.05, help="seconds from the end of an edit to the next")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.edits_figures").report(options, folder)


if __name__ == "__main__":
    main()
