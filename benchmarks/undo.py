"""How long does an undo take beside the import that it undoes?

    python benchmarks/undo.py [--rows 500000]

A first load is undone, that undo is undone, and so is an import that changed every product. Each in one run and one
process, as a worker does it, from the plan to its last chunk; the wait for a person is not counted.
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
    parser.add_argument("--rows", type=int, default=500_000, help="products in the files")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # As in imports.py: what uses the models can be loaded only now.
        importlib.import_module("benchmarks.undo_figures").report(options, folder)


if __name__ == "__main__":
    main()
