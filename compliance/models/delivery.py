"""What a message to somebody goes through, from being due until it has ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """What a mail and a post to a channel have in common.

    It tells of what happened from `since` on until `until`. `due_at` is when it was to be sent, and
    `not_before` when it is tried again after an answer that said “later”. Who sends it holds it by
    `claimed_by`, and renews `claimed_at` while it lives. `state` is each one's own.

    It is sent at most once. `handed_at` is written before the other side is given the message, and
    its `answer` after that. Where a process died in between, nobody knows whether it was sent, and
    it is not tried again.
    """

    OPEN: ClassVar[tuple[str, ...]] = ("waiting", "claimed", "handed")

    since = models.DateTimeField()
    until = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
