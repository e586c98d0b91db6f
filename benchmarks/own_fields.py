"""What own fields cost an import: the same file with five of them filled, and with those columns ignored.

    python benchmarks/own_fields.py [--rows 500000] [--repeat 3] [--marked]

Everything is measured in one run on one machine; benchmarks/README.md says what is measured and how.
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
    parser.add_argument("--rows", type=int, default=500_000, help="products in the file")
    parser.add_argument("--marked", action="store_true", help="two of the fields are searchable and three sortable")
    parser.add_argument("--repeat", type=int, default=1, help="take the best of so many rounds")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.own_fields_figures").report(options, folder)


if __name__ == "__main__":
    main()
