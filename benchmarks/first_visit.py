"""How soon can a person read the list of products on the first visit, over a slow line?

    python benchmarks/first_visit.py [--products 1000] [--latency 300] [--speed 60] [--repeat 5] [--width 1280]

It starts a PostgreSQL, a Valkey and the web server in a temporary folder, imports made-up products, and opens the page
in a Chromium that has loaded nothing yet, behind its own throttling. Prints the medians: how many files were loaded,
and after how many seconds the first thing was painted, a window full of rows, and all rows of the page.
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
    parser.add_argument("--products", type=int, default=1_000, help="in the catalogue; a page shows 50")
    parser.add_argument("--latency", type=int, default=300, help="milliseconds until an answer begins")
    parser.add_argument("--speed", type=int, default=60, help="KiB a second")
    parser.add_argument("--repeat", type=int, default=5, help="how many first visits")
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.first_visit_figures").measure(options, folder)


if __name__ == "__main__":
    main()
