"""The demo organization: bare git repositories made out of `examples/demo/`, and what GitHub would
know of them.

Each folder there holds one repository's files as they are today; a story beside it says who changed
which of them when, told in working days before today. `organization.toml` says who works there.
What was excused there, and how newcomers fared, GitHub does not know: that is played where the past
is.
"""

from __future__ import annotations

from integrations.demo.building import DESCRIPTION, build
from integrations.demo.errors import DemoError
from integrations.demo.excuses import ToldExcuse, excuses
from integrations.demo.newcomers import ToldPlan, ToldStep, plans

__all__ = [
    "DESCRIPTION", "DemoError", "ToldExcuse", "ToldPlan", "ToldStep", "build", "excuses", "plans",
]  # fmt: skip
