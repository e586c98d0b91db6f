"""How much memory the worker takes at its peak, for files that somebody made to need much.

    python benchmarks/memory.py [--megabytes 100] [--only descriptions names]

Each file is imported into an empty catalogue by a worker of its own, then once more with other texts. What grows with
the file would show with twice the megabytes; benchmarks/README.md says what is measured.
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
from benchmarks.memory_files import SHAPES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=100.0, help="of each file")
    parser.add_argument("--only", nargs="+", choices=SHAPES, default=SHAPES, metavar="SHAPE", help=", ".join(SHAPES))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.memory_figures").report(options, folder)


if __name__ == "__main__":
    main()
