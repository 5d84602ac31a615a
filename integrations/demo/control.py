"""Tells the demo's GitHub as of when it is to answer."""

from __future__ import annotations

from datetime import datetime

import httpx

from integrations.demo.errors import DemoError

_SECONDS = 10.0


def set_clock(url: str, secret: str, moment: datetime | None) -> None:
    """Let the simulator at `url` show its world as of a moment; None: as of now.

    Raises:
        DemoError: it does not answer, or does not take the secret.
    """
    try:
        answer = httpx.post(
            f"{url}/_simulator/clock",
            json={"now": moment.isoformat() if moment else None},
            headers={"X-Simulator-Secret": secret},
            timeout=_SECONDS,
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise DemoError(f"The demo's GitHub cannot be set to another day: {error}") from error
