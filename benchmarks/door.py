"""What it costs a file that asks nothing to be asked: imports with the looks that come before reading, and without.

    python benchmarks/door.py [--rows 500000] [--rounds 3] [--small-rounds 30] [--sources 100]

Before a file is read, it is compared with the columns of all sources and with the shapes of known systems, and its
columns are judged. Imports with these looks and without them take turns, in this process; benchmarks/README.md says
what is measured and how.
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
    parser.add_argument("--rows", type=int, default=500_000, help="products in the large file")
    parser.add_argument("--rounds", type=int, default=3, help="imports of the large file, of each sort")
    parser.add_argument("--small-rounds", type=int, default=30, help="the same of the small file")
    parser.add_argument("--sources", type=int, default=100, help="that have other columns than the file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.door_figures").report(options, folder)


if __name__ == "__main__":
    main()
