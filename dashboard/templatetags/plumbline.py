"""How figures, outcomes and levels are worded and drawn in templates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from compliance import facts
from compliance.checks import remedies
from compliance.facts.self_description import PATH
from compliance.models import Excuse, Repository
from compliance.scoring import Level
from dashboard import protection
from dashboard.templatetags.moments import short_day, time_element

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
    "not_established": "Not established",
}


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole per cent; 100 only where nothing is missing, 0 where all is."""
    if share is None:
        return "–"
    if 0 < share < 1:
        return f"{min(99, max(1, round(share * 100)))}%"
    return f"{share:.0%}"


@register.filter
def points(moved: float | None) -> str:
    """A difference of shares in points of a hundred, with its sign."""
    if moved is None:
        return ""
    rounded = round(100 * moved, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):g}"


@register.filter
def gained(share: float) -> str:
    """By how much a score rises, in points of a hundred."""
    rounded = round(100 * share, 1)
    if not rounded:
        return "under 0.1 points"
    return f"+{rounded:g} point{'' if rounded == 1 else 's'}"


@register.filter
def width(share: float | None) -> str:
    """A share from 0 to 1 as the width of a bar."""
    return f"{100 * (share or 0):.2f}%"


@register.filter
def share_of(part: int, whole: int) -> float | None:
    """A part as a share from 0 to 1; None where there is no whole."""
    return part / whole if whole else None


@register.filter
def told(value: object) -> object:
    """A value that is kept, in words: yes and no, and moments to the minute."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            local = timezone.localtime(value)
            return time_element(value, f"{short_day(local)}, {local:%H:%M} {local.tzname()}")
        case str() if is_web_address(value):
            return format_html('<a href="{}" rel="noreferrer">{}</a>', value, _host(value))
        case _:
            return value


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


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


@register.filter
def requirement(level: str) -> str:
    """What a check of that level is for the protocol."""
    return "Required" if Level(level).required else "Recommended"


@register.filter
def short(commit: str) -> str:
    """The first seven digits of a commit."""
    return commit[:7]


@register.filter
def heat(share: float | None) -> int:
    """The step from 0 to 4 of a share, for the colour of a cell."""
    return min(4, math.floor((share or 0) * 5))


@register.filter
def beside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The cells of a row, each with its column."""
    return list(zip(columns, cells, strict=True))


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key, or None."""
    return mapping.get(key)


@register.filter
def numbered(place: Mapping[str, Any]) -> list[tuple[int | str, str]]:
    """The lines of an evidence's excerpt with their numbers, which are empty for a whole file."""
    first = place["line"]
    lines = str(place["excerpt"]).splitlines()
    return [(first + offset if first else "", line) for offset, line in enumerate(lines)]


FEW_PLACES = 5


@register.filter
def first_few(places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The places that are shown at once, all of them where hardly one is left."""
    return places if len(places) <= FEW_PLACES + 1 else places[:FEW_PLACES]


@register.filter
def all_but_first_few(places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The places that are shown to whoever asks for them."""
    return places[len(first_few(places)) :]


@register.filter
def is_web_address(address: str | None) -> bool:
    """Whether an evidence's address may be linked to; a file has none."""
    return facts.is_web_address(address or "")


_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# GitHub shows these as pages, in which no line has an address, unless it is asked not to.
_RENDERED = (".md", ".markdown")


@register.filter
def permalink(place: Mapping[str, Any], repository: Repository) -> str:
    """The address of an evidence: its own, or that of its lines at the commit that was judged;
    empty where the repository has no page, or it cannot be told.
    """
    address = place.get("url") or _at_commit(place, repository)
    return address if facts.is_web_address(address) else ""


def _at_commit(place: Mapping[str, Any], repository: Repository) -> str:
    if not repository.url or not _COMMIT.fullmatch(repository.commit):
        return ""
    path, first, last = str(place["path"]), place["line"], place["end_line"]
    lines = f"#L{first}" + (f"-L{last}" if last > first else "") if first else ""
    plain = "?plain=1" if lines and path.lower().endswith(_RENDERED) else ""
    return f"{repository.url}/blob/{repository.commit}/{quote(path)}{plain}{lines}"


@register.filter
def in_own_file(line: int) -> Mapping[str, Any]:
    """The place of a line in a repository's own file; line 0 is the file as a whole."""
    return {"path": PATH, "line": line, "end_line": line}


@register.filter
def commit_page(commit: str, repository: Repository) -> str:
    """The address of a commit; empty where the repository has no page."""
    address = f"{repository.url}/commit/{commit}"
    known = repository.url and _COMMIT.fullmatch(commit)
    return address if known and facts.is_web_address(address) else ""


_CODE = re.compile(r"`([^`\n]{1,300})`")


@register.filter
def prose(text: str) -> SafeString:
    """Plain text of the catalogue as paragraphs and lists; what is in backticks becomes code."""
    blocks = (block for block in text.split("\n\n") if block.strip())
    return format_html_join("", "{}", ((_block(each),) for each in blocks))


def _block(text: str) -> SafeString:
    listed = [inline_code(" ".join(each[2:].split())) for each in remedies.items(text)]
    if not listed:
        return format_html("<p>{}</p>", inline_code(" ".join(text.split())))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((e,) for e in listed)))


@register.filter
def inline_code(text: str) -> SafeString:
    """One line of text, escaped; what stands in backticks becomes code."""
    escaped = conditional_escape(text)
    # The text is escaped above; only <code> is put in.
    return mark_safe(_CODE.sub(r"<code>\1</code>", escaped))  # noqa: S308


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with some parameters set, or left out where None."""
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else str(context["request"].path)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: int = 16) -> SafeString:
    """One of the icons of the sprite; what it means stands beside it in words."""
    return format_html(
        '<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name
    )


@register.simple_tag(takes_context=True)
def may_open(context: Context, name: str) -> bool:
    """Whether the page's reader is answered at the address of that name."""
    return protection.may_open(context["request"], name)


@register.simple_tag(takes_context=True)
def page_link(context: Context, name: str, text: str) -> str:
    """The text, as a link to the page of that name for who may open it."""
    if not may_open(context, name):
        return text
    return format_html('<a href="{}">{}</a>', reverse(name), text)
