"""Measures the worker's memory and prints the figures."""

from argparse import Namespace
from pathlib import Path

from benchmarks import memory_files, stack
from benchmarks.ours import Ours
from benchmarks.processes import Peak, peak_of


def report(options: Namespace, folder: Path) -> None:
    print(f"resident MiB of the worker's largest process at its peak, files of {options.megabytes:g} MB")
    print(f"{'file':<24}{'first load':>12}{'all changed':>14}")
    for name in options.only:
        peaks = weigh(name, folder, size=int(options.megabytes * 1e6))
        print(f"{name:<24}{peaks[0].child / 2**20:>12.0f}{peaks[1].child / 2**20:>14.0f}", flush=True)


def weigh(name: str, folder: Path, *, size: int) -> list[Peak]:
    way, file, peaks = Ours(), folder / "long.csv", []
    way.empty()
    for version in (1, 2):
        memory_files.write(memory_files.SHAPES[name], file, size=size, version=version)
        with stack.worker(folder) as pid, peak_of(pid) as peak:
            way.load(file)
        peaks.append(peak)
    file.unlink()
    return peaks
