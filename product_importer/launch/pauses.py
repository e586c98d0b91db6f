"""How long to wait before something is tried again that failed: ever longer, up to a minute."""

LONGEST_SECONDS = 60.0


def pause_seconds(first: float, *, doublings: int) -> float:
    return min(LONGEST_SECONDS, first * 2.0 ** min(doublings, 20))
