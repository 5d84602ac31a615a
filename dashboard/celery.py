"""The Celery application, and everything that it does by the clock."""

from __future__ import annotations

import logging
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import after_setup_logger, after_setup_task_logger
from django.conf import settings
from kombu import Queue

from dashboard.log_redaction import Redacted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

SECONDS, MINUTES = 1.0, 60.0


def broker_url(redis_url: str) -> str:
    """The address of a Redis as Celery's transport spells it: a socket is `redis+socket://`."""
    scheme, separator, rest = redis_url.partition("://")
    if scheme != "unix" or not separator:
        return redis_url
    path, _, query = rest.partition("?")
    return f"redis+socket://{path}?{query.replace('db=', 'virtual_host=') or 'virtual_host=0'}"


app = Celery("plumbline")
app.config_from_object(
    {
        "broker_url": broker_url(settings.REDIS_URL),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {"visibility_timeout": 3600},
        # What is to be done, and what came of it, are rows in PostgreSQL: see compliance.sync.
        "task_ignore_result": True,
        "task_queues": [Queue("control"), Queue("work")],
        "task_default_queue": "control",
        "task_routes": {"compliance.tasks.work_next": {"queue": "work"}},
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 400_000,  # KiB, looked at after each task
        "worker_hijack_root_logger": False,
        "task_time_limit": 900,
        "task_soft_time_limit": 600,
        "timezone": "UTC",
        "beat_schedule": {
            # While no worker takes them, messages do not pile up: the next one says the same.
            # How often each thing is asked is in compliance.sync.polls; this looks what is due.
            "poll": {
                "task": "compliance.tasks.poll",
                "schedule": 1 * MINUTES,
                "options": {"expires": 1 * MINUTES},
            },
            "recover": {
                "task": "compliance.tasks.recover",
                "schedule": 15 * SECONDS,
                "options": {"expires": 15 * SECONDS},
            },
            "forget": {"task": "compliance.tasks.forget_old_runs", "schedule": crontab("40", "1")},
            "mail": {
                "task": "dashboard.tasks.send_mail",
                "schedule": 1 * MINUTES,
                "options": {"expires": 1 * MINUTES},
            },
            "channels": {
                "task": "dashboard.tasks.post_to_channels",
                "schedule": 1 * MINUTES,
                "options": {"expires": 1 * MINUTES},
            },
            "people": {"task": "dashboard.tasks.forget_people", "schedule": crontab("50", "1")},
        },
    }
)
app.autodiscover_tasks(["compliance", "dashboard"])


@after_setup_logger.connect
@after_setup_task_logger.connect
def redact(logger: logging.Logger, **_: object) -> None:
    """Take secrets out of what Celery's own handlers write, too."""
    for handler in logger.handlers:
        handler.addFilter(Redacted())
