import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.processes import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends a killed parent's children on Linux only")
@pytest.mark.parametrize("heeded", ["SIG_DFL", "SIG_IGN"])
def test_child_ends_when_its_parent_is_killed(tmp_path: Path, heeded: str) -> None:
    """Also if the parent was started by a shell that puts it into the background, and so ignores SIGQUIT."""
    program = f"""
import signal
signal.signal(signal.SIGQUIT, signal.{heeded})
from pathlib import Path
from product_importer.launch.children import Child
from product_importer.launch.runner import Runner
with Runner([Child("child", ("/bin/sleep", "60"), 5.0)], data_dir=Path({str(tmp_path)!r}), say=print) as runner:
    print(runner._processes[0]._process.pid, flush=True)
    while True:
        runner.tend()
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        while b"sleep" not in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0]:
            time.sleep(0.01)  # the wrapper has not become the program yet
        parent.kill()

    give_up_at = time.monotonic() + 20
    while _is_running(child):
        assert time.monotonic() < give_up_at, "it outlived its parent"
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
