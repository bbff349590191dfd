"""What a benchmark hands back: a measured time, its peer in the same run, and what was promised."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table; times in milliseconds, `ratio` against the peer named beside it."""

    name: str
    size: int
    measured: float
    peer_name: str
    peer: float
    target: str
    met: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the peer's time was needed."""
        return self.measured / self.peer if self.peer else float("inf")

    def line(self) -> str:
        """The row of the table in docs/benchmarks.md."""
        verdict = {True: "yes", False: "**no**", None: ""}[self.met]
        return (
            f"| {self.name} | {self.size:,} | {shown(self.measured)} | {self.peer_name} "
            f"{shown(self.peer)} | {self.ratio:.3g} | {self.target} | {verdict} | {self.note} |"
        )


HEADING = (
    "| figure | customers | measured, ms | peer, ms | ratio | target | met | note |\n"
    "|---|--:|--:|---|--:|---|---|---|"
)


def shown(milliseconds: float) -> str:
    """Three digits are all that a shared machine repeats."""
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds the work takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def interleaved(
    one: Callable[[int], object], other: Callable[[int], object], rounds: int
) -> tuple[list[float], list[float]]:
    """The times of both in turns, so that whatever else the machine does meets both alike."""
    gc.collect()
    ones, others = [], []
    for number in range(rounds):
        ones.append(timed(lambda number=number: one(number)))  # type: ignore[misc]
        others.append(timed(lambda number=number: other(number)))  # type: ignore[misc]
    return ones, others


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of all runs did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(times: Sequence[float]) -> float:
    return percentile(times, 0.5)
