"""What reading makes of many damaged files, beside other readers: python -m tests.corpus [--seeds 20] [--pairs 5000].

Records of each kind of damage: *exact* (stored as the file says), *wrong* (stored otherwise), *refused* (of those that
no damage has touched), and *lost* files, of which nothing was stored. Other readers take part if they are installed
(`requirements-bench.txt`). Every figure is the same on every machine.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp())
django.setup()

from tests.corpus.kinds import ALONE, KINDS, OF_HEADERS, damaged  # noqa: E402 - Django comes first
from tests.corpus.ours import stored  # noqa: E402
from tests.corpus.peers import PEERS, stored_by  # noqa: E402
from tests.corpus.sheet import Sheet  # noqa: E402
from tests.corpus.shops import SHOPS  # noqa: E402
from tests.corpus.truth import Product, Verdict, judge  # noqa: E402

Reader = Callable[[bytes], tuple[list[Product] | None, Sequence[str]]]
ROWS = (12, 40, 40, 150)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="files of each shop and kind")
    parser.add_argument("--pairs", type=int, default=5_000, help="files with two kinds of damage")
    parser.add_argument("--only", default="", help="a part of the names of the kinds")
    parser.add_argument("--show", action="store_true", help="what we stored wrongly")
    options = parser.parse_args()
    peers: dict[str, Reader] = {name: _reader(read) for name, read in PEERS.items()}
    readers: dict[str, Reader] = {"ours": stored, **peers}
    totals = {name: Verdict() for name in readers}
    print(f"{'exact / wrong / refused / lost':<36}" + "".join(f"{name:>32}" for name in readers))
    for kind in [kind for kind in KINDS if options.only in kind]:
        _report(kind, _singles(kind, options.seeds), readers, totals, show=options.show)
    if not options.only:
        _report("two of these", _pairs(options.pairs), readers, totals, show=options.show)
    _print("all", totals)


def _reader(read: Callable[[bytes], list[list[str]]]) -> Reader:
    return lambda content: stored_by(read, content)


def _singles(kind: str, seeds: int) -> Iterator[Sheet]:
    for shop in SHOPS:
        for seed in range(seeds):
            yield damaged(shop, (kind,), seed, rows=ROWS[seed % len(ROWS)])


def _pairs(count: int) -> Iterator[Sheet]:
    chance, kinds = Random(1), sorted(KINDS.keys() - ALONE)
    for seed in range(count):
        shop, pair, rows = chance.choice(SHOPS), tuple(chance.sample(kinds, 2)), chance.choice(ROWS)
        if not OF_HEADERS.issuperset(pair):
            yield damaged(shop, pair, seed, rows=rows)


def _report(
    kind: str, sheets: Iterable[Sheet], readers: dict[str, Reader], totals: dict[str, Verdict], *, show: bool
) -> None:
    verdicts = {name: Verdict() for name in readers}
    for sheet in sheets:
        content = sheet.content
        for name, read in readers.items():
            verdict = judge(sheet, *read(content))
            verdicts[name].add(verdict)
            totals[name].add(verdict)
            if show and name == "ours" and verdict.wrong:
                print(f"  {sheet.shop.name}, {len(verdict.wrong)}: {verdict.wrong[0]}")
    _print(kind, verdicts)


def _print(kind: str, verdicts: dict[str, Verdict]) -> None:
    figures = (f"{each.exact:,} / {len(each.wrong):,} / {each.refused:,} / {each.lost:,}" for each in verdicts.values())
    print(f"{kind:<36}" + "".join(f"{figure:>32}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
