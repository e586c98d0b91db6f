"""How a webhook has been doing. Pure; `sending.retrying` says how it changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Health:
    """The model has a field of each name. `circuit_until`: left alone until then, after that one delivery is tried."""

    failures: int = 0
    failing_since: datetime | None = None
    circuit: timedelta | None = None
    circuit_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: str = ""
