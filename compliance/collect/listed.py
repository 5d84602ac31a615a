"""How GitHub lists a repository, by GraphQL and by REST; pure, no request is made."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.collect import SourceRepository
from compliance.facts import Unavailable
from compliance.facts.forge import SecretScanning
from integrations.github import payloads, rest

# The reasons for which REST shows that a repository does not count; the others GraphQL alone.
SEEN_BY_REST = ("it is archived", "it is disabled by GitHub", "it is a fork", "it is a template")


def listed(node: payloads.Listed, withheld: str = "") -> SourceRepository:
    """A repository as GraphQL lists it; `withheld` says why its branches are not shown, if so."""
    head = node.default_branch_ref
    target = head.target if head else None
    return SourceRepository(
        key=node.id,
        name=node.name_with_owner.partition("/")[2],
        full_name=node.name_with_owner,
        url=node.url,
        head=target.oid if target else None,
        branch=head.name if head else "",
        committed_at=target.committed_date if target else None,
        tree=target.tree.oid if target and target.tree else "",
        working_head=node.working.target.oid if node.working and node.working.target else "",
        pushed_at=node.pushed_at,
        visibility=node.visibility.lower(),
        left_out=_left_out(
            {
                "it is archived": node.is_archived,
                "it is disabled by GitHub": node.is_disabled,
                "it is being moved, and locked until that is done": node.is_locked,
                "it is a fork": node.is_fork,
                "it is a template": node.is_template,
                "it is empty": node.is_empty or (target is None and not withheld),
            }
        ),
        withheld=withheld,
    )


def listed_by_rest(item: rest.ListedByRest) -> SourceRepository:
    """A repository as REST lists it, which says nothing of its head."""
    return SourceRepository(
        key=item.node_id,
        name=item.full_name.partition("/")[2],
        full_name=item.full_name,
        url=item.html_url,
        head=None,
        branch=item.default_branch,
        pushed_at=item.pushed_at,
        visibility=item.visibility or ("private" if item.private else "public"),
        left_out=_left_out(
            dict(
                zip(
                    SEEN_BY_REST,
                    (item.archived, item.disabled, item.fork, item.is_template),
                    strict=True,
                )
            )
        ),
        topics=tuple(item.topics),
        properties=_properties(item.custom_properties),
    )


def _left_out(reasons: Mapping[str, bool]) -> str:
    return next((reason for reason, holds in reasons.items() if holds), "")


def _properties(values: Mapping[str, object] | None) -> dict[str, str] | None:
    """Custom properties that have one value; None where GitHub shows none at all."""
    if values is None:
        return None
    return {name: value for name, value in values.items() if isinstance(value, str)}


def secret_scanning(item: rest.ListedByRest) -> SecretScanning | Unavailable:
    """What REST says of secret scanning, to whom it says it."""
    found = item.security_and_analysis
    if found is None:
        return Unavailable(
            "GitHub shows only to an administrator's credential whether secrets are looked for: "
            "needs Administration, read"
        )
    scanning, protection = found.secret_scanning, found.secret_scanning_push_protection
    return SecretScanning(
        scanning=scanning is not None and scanning.status == "enabled",
        push_protection=protection is not None and protection.status == "enabled",
        in_plan=scanning is not None,
        url=item.html_url,
    )
