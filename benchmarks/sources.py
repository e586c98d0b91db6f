"""How long sources take that are all due at once, and what memory a large file takes that is fetched.

    python benchmarks/sources.py [--sources 50] [--megabytes 1024]

The supplier's web server is a process of its own on loopback, over TLS.
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
from benchmarks.supplier import CERTIFICATE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=50, help="due at the same moment, with a small file each")
    parser.add_argument("--megabytes", type=int, default=1_024, help="of the large file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are to be stopped then, too
    os.environ |= {"SOURCE_ALLOWED_NETWORKS": "127.0.0.0/8", "SOURCE_CA_FILE": str(CERTIFICATE)}
    os.environ["SOURCE_DISPATCH_SECONDS"] = "1"
    with stack.servers() as folder:
        django.setup()
        call_command("migrate", verbosity=0)
        # What uses the models can be loaded only now that the servers, and with them the settings, are known.
        importlib.import_module("benchmarks.sources_figures").report(options, folder)


if __name__ == "__main__":
    main()
