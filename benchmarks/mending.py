"""How long does it take to correct all rejected rows at once, beside importing as many rows, and what is kept for it?

    python benchmarks/mending.py [--rows 10000] [--sound 500000]

A file whose rows are all rejected for their price is corrected by one action, then imported. And what does a file with
a single rejected row cost more than the same file without one? benchmarks/README.md says what is measured and how.
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
    parser.add_argument("--rows", type=int, default=10_000, help="rejected rows")
    parser.add_argument("--sound", type=int, default=500_000, help="rows of the file with one rejected row")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers():
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.mending_figures").report(options)


if __name__ == "__main__":
    main()
