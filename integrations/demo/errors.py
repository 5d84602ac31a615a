"""What goes wrong while the demo organization is made."""

from __future__ import annotations


class DemoError(Exception):
    """The demo cannot be made; the message is one sentence that says why."""
