"""Runs a program that ends when its parent ends, even if the parent is killed: `end_with_parent.py PARENT PROGRAM …`.

It asks the kernel for SIGQUIT at the parent's death, and then becomes the program. gunicorn and Celery both take
SIGQUIT for "quickly": a running import stops between two chunks or in one that is rolled back, and is resumed later.
A file of process ids for the next start to clean up would leave the children at work until then, and ids are reused;
a pipe to watch would need a second process for each child. Linux only: elsewhere the next start says which
processes are left and asks to end them.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, argv = int(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # a shell's background job ignores it, and so would the program
    ask_for(signal.SIGQUIT)
    if os.getppid() == parent:  # otherwise it died before we could ask
        os.execv(argv[0], argv)  # noqa: S606 - there is no shell to inject into


def ask_for(number: signal.Signals) -> None:
    """Have the kernel send this signal to us when our parent has died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


if __name__ == "__main__":
    main()
