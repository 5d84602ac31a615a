"""What Celery runs: each task loads what it is about and calls a function. All may run twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app, shared_task
from django import db
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from compliance import organizations, protocol_changes
from compliance.onboarding import following
from compliance.protocol.nodes import ProtocolError
from compliance.scorecards import daily
from compliance.sync import forgetting, polls, work

logger = logging.getLogger(__name__)


@contextmanager
def _no_fault() -> Iterator[None]:
    """Say in one sentence what is no fault of the program; a later message finds the work again."""
    try:
        yield
    except ProtocolError as error:
        logger.error("nothing can be judged: %s", error)  # noqa: TRY400 (the sentence says it all)
    except (db.OperationalError, db.InterfaceError) as error:
        if db.connection.is_usable():
            raise
        logger.warning("PostgreSQL cannot be reached, so what is due waits: %s", str(error).strip())


@shared_task(ignore_result=True)
def poll() -> None:
    """Ask the source what is due to be asked, and wake workers up if there is something to do.

    What is kept in sums comes first: it needs no source, and pages show nothing without it.
    """
    with _no_fault():
        daily.keep_up(organizations.current())
        protocol_changes.note_once(organizations.current().pk)
        following.keep_up(organizations.current())
        polls.work_due(organizations.current())
        wake_workers()


@shared_task(ignore_result=True)
def work_next() -> None:
    """Read and judge the repository that has waited longest."""
    with _no_fault():
        work.work_next(organizations.current())


@shared_task(ignore_result=True)
def recover() -> None:
    """Make good what a dead worker, or a broker that forgot, left behind."""
    with _no_fault():
        work.finish_runs(organizations.current())
        wake_workers()


@shared_task(ignore_result=True)
def forget_old_runs() -> None:
    """Delete the runs that are older than they are kept, and what changed nothing."""
    forgetting.forget_old_runs(organizations.current())
    forgetting.forget_quiet_work(organizations.current())


def wake_poll() -> None:
    """Let what is due be asked now, and not when the clock says so the next time, which it does
    within a minute where the broker cannot be reached.
    """
    try:
        poll.delay()
    except (OperationalError, RedisError) as error:
        logger.warning("no poll could be woken, as the broker cannot be reached: %s", error)


def wake_workers() -> None:
    """Send as many messages as there are items without one.

    A message names no item: each worker takes what has waited longest. So a lost message is made
    good by the next count, and a message too many finds nothing to do. So is a broker that cannot
    be reached, which is logged.
    """
    waiting = work.waiting(organizations.current())
    try:
        for _ in range(waiting - _messages()):
            work_next.delay()
    except (OperationalError, RedisError) as error:
        logger.warning("no worker could be woken, as the broker cannot be reached: %s", error)


def _messages() -> int:
    """How many messages wait in the broker."""
    queue = work_next.app.amqp.router.route({}, work_next.name)["queue"].name
    with current_app.connection_for_read() as connection:
        channel: Any = connection.default_channel  # kombu declares no type that every one has
        return int(channel.queue_declare(queue).message_count)
