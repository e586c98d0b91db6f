"""How many deliveries a second one worker makes, what webhooks cost an import, and whether a dead one slows others.

    python benchmarks/webhooks.py [--deliveries 5000] [--rows 500000] [--only rate import isolation]

The receivers are a process of their own on loopback. Everything is measured in one run: the ratios hold
elsewhere, the figures hardly do.
"""

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import stack

PARTS = ("rate", "import", "isolation")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deliveries", type=int, default=5_000, help="of one product each, to one webhook")
    parser.add_argument("--rows", type=int, default=500_000, help="products in the file")
    parser.add_argument("--seconds", type=float, default=40.0, help="of changes told to ten webhooks")
    parser.add_argument("--repeat", type=int, default=1, help="take the best of so many imports")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    os.environ |= {"WEBHOOK_ALLOW_HTTP": "true", "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.webhooks_figures").report(options, folder)


if __name__ == "__main__":
    main()
