"""A report for people: by section, what fails first, with the place and what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.checks.base import Confidence, Outcome
from compliance.checks.remedies import items
from compliance.evaluate import CheckResult
from compliance.facts import Evidence
from compliance.facts.self_description import PATH
from compliance.facts.sources import Unparsed
from compliance.protocol import Section
from compliance.reports import Report, on_one_line, requirement
from compliance.scoring import Compliance, Score
from compliance.self_description import Asking

_ORDER = list(Outcome)
_WORDS = {
    Outcome.FAIL: "FAIL",
    Outcome.UNKNOWN: "UNKNOWN",
    Outcome.PASS: "pass",
    Outcome.NOT_APPLICABLE: "n/a",
}
_COLOURS = {
    Outcome.FAIL: "\x1b[1;31m",
    Outcome.UNKNOWN: "\x1b[1;33m",
    Outcome.PASS: "\x1b[32m",
    Outcome.NOT_APPLICABLE: "\x1b[2m",
}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_COLUMN = 9
_MAX_PLACES = 10
_MAX_LINES = 5


@dataclass(frozen=True)
class Style:
    """How it may be written: characters a line, and whether colours are understood."""

    width: int = 100
    colour: bool = False

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, or as it is."""
        return f"{code}{text}{_PLAIN}" if self.colour else text


def render(report: Report, style: Style = Style()) -> str:
    """The whole report. Nothing that the repository says reaches a terminal as a command to it."""
    lines = [*_head(report, style)]
    for section in report.protocol.sections:
        lines += _section(section, report, style)
    lines += ["", *_summary(report, style)]
    return "\n".join(lines) + "\n"


def _head(report: Report, style: Style) -> Iterator[str]:
    protocol = report.protocol
    yield style.paint(f"{report.path}: {protocol.title} {protocol.version}", _BOLD)
    components = ", ".join(f"{each.name} ({each.stack})" for each in report.components)
    if components:
        yield from _wrap(f"Backend components: {on_one_line(components)}", "", style)
    yield from _own_file(report.asking, style)
    yield from _unparsed(report.unparsed, style)


def _unparsed(unparsed: Unparsed, style: Style) -> Iterator[str]:
    """The files of which something may be missing, since they did not parse."""
    if not unparsed.count:
        return
    files = "1 source file" if unparsed.count == 1 else f"{unparsed.count} source files"
    yield from _wrap(f"{files} did not parse, and may hold more than what is judged:", "", style)
    yield from _places(unparsed.places, style, "  ", unparsed.count)


def _own_file(asking: Asking, style: Style) -> Iterator[str]:
    """What is to be mended in the repository's own file, and what of it is not in effect."""
    if asking.notices:
        rest = "" if asking.is_known else ", and nothing of it counts until then"
        yield from _wrap(f"To be mended in {PATH}{rest}:", "", style)
    for notice in asking.notices:
        where = f"line {notice.line}: " if notice.line else ""
        yield from _wrap(on_one_line(f"{where}{notice.text}"), "  ", style)
    if asking.requests:
        yield from _wrap(f"Asked for in {PATH}, and not in effect until approved:", "", style)
    for request in asking.requests:
        reason = f" ({request.reason})" if request.reason else ""
        text = f"line {request.line}: {request.sentence}{reason}"
        yield from _wrap(on_one_line(text), "  ", style)


def _section(section: Section, report: Report, style: Style) -> Iterator[str]:
    clauses = {clause.identity for clause in section.clauses}
    results = [each for each in report.judgement.results if each.coverage.clause in clauses]
    if not results:
        return
    yield ""
    yield style.paint(f"{section.identity} {section.title}", _BOLD)
    for result in sorted(results, key=lambda result: _ORDER.index(result.outcome)):
        yield from _result(result, style)


def _result(result: CheckResult, style: Style) -> Iterator[str]:
    """One line for what holds; for what does not also where, and what to do."""
    word = style.paint(_WORDS[result.outcome].ljust(_COLUMN), _COLOURS[result.outcome])
    key = result.check.key
    if result.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        first, *others = _wrap(f"{key}: {on_one_line(result.message)}", " " * _COLUMN, style)
        yield word + first.lstrip()
        yield from others
        return
    about = [result.coverage.clause, requirement(result)]
    if result.confidence is Confidence.HEURISTIC:
        about.append("heuristic")
    yield f"{word}{key} ({', '.join(about)})"
    for each in result.messages:
        yield from _wrap(on_one_line(each), " " * _COLUMN, style)
    yield from _places(result.evidence, style)
    if result.outcome is Outcome.FAIL:
        yield from _remedy(result.remedy, style)


def _places(
    places: tuple[Evidence, ...], style: Style, indent: str = " " * _COLUMN, count: int = 0
) -> Iterator[str]:
    """The first places of some, or of as many as `count` says."""
    for place in places[:_MAX_PLACES]:
        line = f":{place.line}" if place.line else ""
        note = f" ({on_one_line(place.note)})" if place.note else ""
        yield f"{indent}{on_one_line(place.path)}{line}{note}"
        if place.url:
            yield f"{indent}  {place.url}"
        excerpt = [each for each in place.excerpt.splitlines() if each.strip()]
        for text in excerpt[:_MAX_LINES]:
            shown = on_one_line(text.expandtabs(4))
            yield f"{indent}  | {shown[: max(20, style.width - _COLUMN - 4)]}"
    more = max(count, len(places)) - _MAX_PLACES
    if more > 0:
        yield f"{indent}and {more} more places"


def _remedy(remedy: str, style: Style) -> Iterator[str]:
    first, *others = remedy.split("\n\n")
    yield from _wrap(f"To do: {first}", " " * _COLUMN, style)
    for paragraph in others:
        for part in items(paragraph) or (paragraph,):
            yield from _wrap(" ".join(part.split()), " " * _COLUMN, style)


def _wrap(text: str, indent: str, style: Style) -> list[str]:
    return textwrap.wrap(
        text,
        style.width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _summary(report: Report, style: Style) -> Iterator[str]:
    needed: dict[str, list[str]] = {}
    for each in report.not_judged:
        needed.setdefault(" and ".join(each.needs), []).append(each.key)
    for needs, keys in needed.items():
        checks = "1 check needs" if len(keys) == 1 else f"{len(keys)} checks need"
        yield from _wrap(f"{checks} {needs}: {', '.join(keys)}", "", style)
    colour = _COLOURS[
        {
            Compliance.COMPLIANT: Outcome.PASS,
            Compliance.NOT_COMPLIANT: Outcome.FAIL,
            Compliance.NOT_ESTABLISHED: Outcome.UNKNOWN,
        }[report.score.compliance]
    ]
    yield from (style.paint(line, colour) for line in _wrap(_verdict(report.score), "", style))
    yield _standing(report.score)


def _verdict(score: Score) -> str:
    if score.compliance is Compliance.COMPLIANT:
        return "Compliant: all that is required holds"
    parts = list(_counted(score))
    if score.compliance is Compliance.NOT_COMPLIANT:
        return f"Not compliant: {', '.join(parts)}"
    why = ", ".join(parts) or "nothing of the protocol concerns this repository"
    return f"Compliance unknown: {why}"


def _counted(score: Score) -> Iterable[str]:
    if score.required_failures:
        yield f"{_required(score.required_failures)} fail{'s' * (score.required_failures == 1)}"
    if score.required_unknowns:
        verb = "is" if score.required_unknowns == 1 else "are"
        yield f"{_required(score.required_unknowns)} {verb} unknown"


def _required(count: int) -> str:
    return f"{count} required check{'s' * (count != 1)}"


def _standing(score: Score) -> str:
    below = "below Foundation" if score.weights.judged else "none"
    level = score.level.value.capitalize() if score.level else below
    return (
        f"Level: {level}. Score: {_percent(score.weights.score)}. "
        f"Coverage: {_percent(score.weights.coverage)}."
    )


def _percent(share: float | None) -> str:
    """Rounded down, so that 100% means all of it."""
    return "none" if share is None else f"{int(share * 100)}%"
