"""How long do two imports take at once, beside one after the other?

    python benchmarks/together.py [--rows 500000]

Two workers, as on two hosts, and two files with other products in each. Both wait on the same PostgreSQL, which shares
the processors of this machine with them.
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
    parser.add_argument("--rows", type=int, default=500_000, help="products in each of the two files")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.together_figures").report(options, folder)


if __name__ == "__main__":
    main()
