"""A report as JUnit's XML, which CI services show as tests.

A suite is a section of the protocol, a test case a check. Red is what makes the exit code: a
required check that fails is a failure, a required one that is undecided an error. What is only
recommended, does not concern the repository or needs another source is skipped, with the reason; so
is what the repository's own file asks for, and what is to be mended there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from compliance.checks.base import Outcome
from compliance.evaluate import CheckResult
from compliance.facts import Evidence
from compliance.facts.self_description import PATH
from compliance.reports import Report, Unjudged, requirement
from compliance.self_description import Asking

# Everything but the characters that XML 1.0 (fifth edition, production 2) allows.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {
    Outcome.FAIL: "not followed",
    Outcome.UNKNOWN: "not decided",
    Outcome.NOT_APPLICABLE: "not applicable",
}


def render(report: Report) -> str:
    """The document; no character in it is one that XML forbids."""
    root = ET.Element("testsuites", name=_text(f"{report.protocol.title}: {report.path}"))
    for section in report.protocol.sections:
        clauses = {clause.identity for clause in section.clauses}
        cases = [
            _case(each) for each in report.judgement.results if each.coverage.clause in clauses
        ]
        if cases:
            _add_suite(root, f"{section.identity} {section.title}", cases)
    unjudged = [_unjudged(each) for each in report.not_judged]
    if unjudged:
        _add_suite(root, "not judged here", unjudged)
    own_file = [*_own_file(report.asking)]
    if own_file:
        _add_suite(root, PATH, own_file)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _add_suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=_text(name))
    suite.extend(cases)
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))


def _case(result: CheckResult) -> ET.Element:
    case = ET.Element("testcase", classname=result.coverage.clause, name=result.check.key, time="0")
    if result.outcome is Outcome.PASS:
        return case
    required = result.coverage.level.required
    tag = {Outcome.FAIL: "failure", Outcome.UNKNOWN: "error"}.get(result.outcome, "skipped")
    message = result.message
    if not required or tag == "skipped":
        tag, message = "skipped", f"{_WORDS[result.outcome]} ({requirement(result)}): {message}"
    child = ET.SubElement(case, tag, message=_text(message))
    if result.outcome is not Outcome.NOT_APPLICABLE:
        places = [_place(each) for each in result.evidence]
        child.text = _text("\n".join([*places, "", result.remedy]).strip())
    return case


def _unjudged(each: Unjudged) -> ET.Element:
    case = ET.Element("testcase", classname="not judged here", name=each.key, time="0")
    ET.SubElement(case, "skipped", message=_text(f"needs {', '.join(each.needs)}"))
    return case


def _own_file(asking: Asking) -> Iterator[ET.Element]:
    said = [(each.line, f"to be mended: {each.text}") for each in asking.notices]
    said += [(each.line, f"asked for: {each.sentence}") for each in asking.requests]
    for line, text in said:
        name = f"line {line}" if line else "the file"
        case = ET.Element("testcase", classname=PATH, name=name, time="0")
        ET.SubElement(case, "skipped", message=_text(text))
        yield case


def _place(place: Evidence) -> str:
    line = f":{place.line}" if place.line else ""
    excerpt = f": {place.excerpt}" if place.excerpt else ""
    address = f" ({place.url})" if place.url else ""
    note = f" ({place.note})" if place.note else ""
    return f"{place.path}{line}{note}{address}{excerpt}"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
