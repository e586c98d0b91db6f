"""From which share of changed products on is it better to set the indexes aside and build them again (ADR 0005)?

    python benchmarks/indexes.py [--rows 500000] [--shares 1 5 10 20 50 100]

For each share, the same import is applied twice in this process: with the index kept up to date, and with the index set
aside. Prints what applying and building took, by the clock and in processor time of all processes.
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
    parser.add_argument("--rows", type=int, default=500_000, help="products in the catalogue")
    parser.add_argument("--shares", type=float, nargs="+", default=[1, 5, 10, 20, 50, 100], help="per cent changed")
    parser.add_argument("--repeat", type=int, default=1, help="take the best of so many rounds")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.indexes_figures").compare(options, folder)


if __name__ == "__main__":
    main()
