"""How fast does the page answer that asks which column is what, and its preview?

    python benchmarks/mapping.py [--rows 500000] [--rows-of-workbook 100000] [--repeat 20]

A file with twenty columns whose names leave questions, and a workbook of it. Prints milliseconds in this process, as
the page asks for them: 95 of 100, and the longest.
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
    parser.add_argument("--rows", type=int, default=500_000, help="rows of the file")
    parser.add_argument("--rows-of-workbook", type=int, default=100_000, help="rows of the workbook")
    parser.add_argument("--repeat", type=int, default=20, help="how often each is asked for")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.mapping_figures").report(options, folder)


if __name__ == "__main__":
    main()
