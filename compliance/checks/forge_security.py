"""Clause backend:3.3, security: what GitHub itself watches over."""

from __future__ import annotations

from compliance.checks.base import EXACT, Evidence, Finding, check, failed, not_applicable, passed
from compliance.facts.forge import SecretScanning


@check(
    "secret-scanning-enabled",
    title="GitHub looks for secrets and refuses pushes with one",
    confidence=EXACT,
    attestable=True,
)
def secret_scanning_enabled(found: SecretScanning) -> Finding:
    """Switch on secret scanning and push protection, under Settings, Advanced Security.

    An owner switches both on for all repositories, and for those to come, in the organization's
    settings.
    """
    if not found.in_plan:
        return not_applicable("the plan has no secret scanning for this repository")
    page = f"{found.url}/settings/security_analysis"
    where = [Evidence("Settings of security", url=page)] if found.url else []
    off = [
        name
        for name, is_on in (
            ("secret scanning", found.scanning),
            ("push protection", found.push_protection),
        )
        if not is_on
    ]
    if off:
        verb = "is" if len(off) == 1 else "are"
        return failed(f"{' and '.join(off)} {verb} off", *where)
    return passed("secret scanning and push protection are on", *where)
