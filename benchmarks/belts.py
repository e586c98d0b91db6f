"""What seat belts cost: python benchmarks/belts.py [--rows 50000].

Imports run in this process, on servers of their own. For each case the seconds of the whole import, the milliseconds in
which its file and its plan were looked at for what is striking, and their share.
"""

import argparse
import importlib
import sys
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import stack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000, help="products in the file")
    options = parser.parse_args()
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        importlib.import_module("benchmarks.belts_figures").report(options.rows, folder)


if __name__ == "__main__":
    main()
