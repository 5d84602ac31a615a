"""How outcomes, levels and states are worded in templates, and what they are marked with."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils import timezone

from compliance.models import Excuse
from compliance.scoring import Level

register = template.Library()

OUTCOMES = {
    "pass": "Pass",
    "fail": "Fail",
    "unknown": "Unknown",
    "waived": "Waived",
    "attested": "Attested",
    "not_applicable": "Not applicable",
}
LEVELS = {
    "exemplary": "Exemplary",
    "standard": "Standard",
    "foundation": "Foundation",
    "": "Below Foundation",
}
PHASES = {"mvp": "MVP", "production": "Production"}
STACKS = {"node": "Node.js", "python": "Python"}
COMPLIANCE = {
    "compliant": "Compliant",
    "not_compliant": "Not compliant",
    "not_established": "Unknown",
}


@register.filter
def outcome_name(outcome: str) -> str:
    """An outcome as people read it; nothing stands for a check that was not asked."""
    return OUTCOMES.get(outcome, "Not asked")


@register.filter
def level_name(level: Level | str | None) -> str:
    """A level as people read it."""
    return LEVELS.get(level or "", "Below Foundation")


@register.filter
def level_slug(level: Level | str | None) -> str:
    """A level as the style sheet names it."""
    return str(level) if level else "below"


@register.filter
def compliance_name(compliance: str) -> str:
    """Whether what is required holds, as people read it."""
    return COMPLIANCE.get(compliance, "Not judged")


@register.filter
def stack_name(stack: str) -> str:
    """A stack as people read it."""
    return STACKS.get(stack, stack)


@register.filter
def phase_name(phase: str) -> str:
    """The phase of a product as people read it."""
    return PHASES.get(phase, phase)


@register.filter
def requirement(level: str) -> str:
    """What a check of that level is for the protocol."""
    return "Required" if Level(level).required else "Recommended"


@dataclass(frozen=True)
class Worded:
    """A state in words, and the chip and the icon that it is shown with."""

    words: str
    kind: str
    icon: str


@register.filter
def deployment_state(state: str) -> Worded:
    """The state of a deployment, in GitHub's word, as it is shown."""
    if state in ("active", "success"):
        return Worded("Active", "pass", "pass")
    if state in ("error", "failure"):
        return Worded("Failed", "fail", "fail")
    if state in ("in_progress", "pending", "queued", "waiting"):
        return Worded("Under way", "working", "clock")
    return Worded("Inactive", "not_applicable", "not_applicable")


@register.filter
def excuse_state(excuse: Excuse) -> Worded:
    """What became of a waiver or an attestation, as it is shown today."""
    has_passed = excuse.until < timezone.now().date()
    if excuse.state == Excuse.State.APPROVED and not has_passed:
        kind = "waived" if excuse.kind == Excuse.Kind.WAIVER else "attested"
        return Worded("In effect", kind, kind)
    if excuse.state == Excuse.State.ASKED and not has_passed:
        return Worded("Waits for approval", "working", "clock")
    words = {Excuse.State.APPROVED.value: "Ended", Excuse.State.ASKED.value: "Never decided on"}
    said = words.get(excuse.state, excuse.get_state_display())
    return Worded(said, "not_applicable", "not_applicable")
