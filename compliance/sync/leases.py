"""Holding a row while one works on it, so that another takes it over if one dies."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
HEARTBEAT_SECONDS = 8.0


def holder() -> str:
    """A name that nobody else holds a lease under."""
    return f"{socket.gethostname()[:50]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"


def until() -> datetime:
    """When a lease that is taken or renewed now runs out."""
    return timezone.now() + LEASE


@contextmanager
def heartbeat(what: str, renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` every few seconds while the block runs, in a thread with its own connection."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            try:
                renew()
            except DatabaseError:
                logger.warning("the lease of %s could not be renewed", what, exc_info=True)
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat of {what}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
