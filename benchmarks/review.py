"""How fast can the changes of an import be read, of a plan that waits and of an import that has ended?

    python benchmarks/review.py [--changes 1000000] [--repeat 20]

Half of the changes are new products, half have another price, and half of these another name too. Prints milliseconds
in this process, as the page and the API ask for them: the longest, and 95 of 100.
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
    parser.add_argument("--changes", type=int, default=1_000_000, help="changes of the import")
    parser.add_argument("--repeat", type=int, default=20, help="how many pages of each kind")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.review_figures").report(options, folder)


if __name__ == "__main__":
    main()
