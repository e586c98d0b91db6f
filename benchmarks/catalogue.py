"""How fast is the catalogue, asked through HTTP on the running server, with a million products in it?

    python benchmarks/catalogue.py [--rows 1000000] [--repeat 20] [--explain]

It starts a PostgreSQL, a Valkey and the web server in a temporary folder, imports made-up products, and asks for each
page again and again over one kept-alive connection. Prints p50, p95 and p99 in milliseconds of whole answers, then how
long the export takes beside `psql \\copy`, and how long deleting all takes. `--explain` prints the plans of the lists.
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
    parser.add_argument("--rows", type=int, default=1_000_000, help="products in the catalogue")
    parser.add_argument("--repeat", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--explain", action="store_true", help="print the plans of the lists")
    parser.add_argument("--only", default="", help="only the cases whose name contains this")
    parser.add_argument("--own-fields", action="store_true", help="with five own fields, only what goes by them")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.catalogue_figures").measure(options, folder)


if __name__ == "__main__":
    main()
