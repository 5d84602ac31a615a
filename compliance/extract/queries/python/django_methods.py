"""What the methods of Django's querysets and managers do, and what only these have."""

from __future__ import annotations

from compliance.extract.code.expressions import Call
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action

_ONE, _MANY = Action.ONE, Action.MANY
# Methods of a queryset or a manager, `a…` beside each that has one; what ends a chain decides.
_READS = {
    **dict.fromkeys("get first last latest earliest exists contains in_bulk".split(), _ONE),
    **dict.fromkeys(["count", "aggregate"], Action.COUNT),
    **dict.fromkeys(
        """all filter exclude order_by values values_list annotate alias distinct iterator reverse
        select_related prefetch_related only defer union intersection difference using none extra
        select_for_update dates datetimes complex_filter""".split(),
        _MANY,
    ),
    "raw": Action.SQL,
}
_WRITES = {
    **dict.fromkeys("create bulk_create get_or_create update_or_create".split(), Action.CREATE),
    **dict.fromkeys(["update", "bulk_update"], Action.UPDATE),
    "delete": Action.DELETE,
}
_BOTH = {**_READS, **_WRITES}
ACTIONS = {**_BOTH, **{f"a{name}": action for name, action in _BOTH.items()}}
# Methods that hardly anything but a queryset has.
_TELLING = frozenset(
    """select_related prefetch_related values_list order_by exclude annotate bulk_create
    bulk_update get_or_create update_or_create select_for_update in_bulk""".split()
)


def tells(chain: Chain) -> bool:
    """Whether a chain on something unknown can only be a queryset or a related manager."""
    if "?" in chain.base or chain.base.partition(".")[0] in ("cls", "os", "re", "json"):
        return False
    if not _TELLING.isdisjoint(chain.names) or chain.base.endswith("_set"):
        return True
    first, call = chain.names[0], chain.steps[0]
    related = "." in chain.base and chain.base not in ("self.client", "self.session")
    if first in ("filter", "exclude"):
        given = call.keywords or any(
            isinstance(each, Call) and each.name == "Q" for each in call.arguments
        )
        return bool(given) and (related or chain.base in ("queryset", "qs"))
    # Paths and other things have `exists` and `first` too.
    return first == "all" and related and not (call.arguments or call.keywords)


def ending_of(chain: Chain) -> Action | None:
    """What a chain does: the last of its steps that is known, a write before all."""
    found: Action | None = None
    for name in chain.names:
        action = ACTIONS.get(name)
        if action is not None and (found is None or found is _MANY):
            found = action
    return found
