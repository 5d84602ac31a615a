"""Protocol files that are wrong, each in one way, and the sentence that says so."""

from compliance.checks.base import EXACT, Check, Finding, check, passed
from compliance.checks.parameters import Pattern, Share
from compliance.facts import Today
from compliance.protocol.nodes import MAX_BYTES

HOUSE = """\
title: House rules
version: "2026-01"
summary: What we
  agreed on.
extends: [general]
working_branch: trunk
goal:
  title: First change on staging
  hours: 24
  item: first-change
  environments: [staging, stage]
without:
  commits-signed: We sign by merging.
sections:
  - number: "1"
    title: Daily work
    clauses:
      - number: "1.1"
        title: Tests
        rules:
          - title: Tests run
            text: >-
              Tests run
              every day.
            covered_by:
              - check: tests-run
                level: foundation
                phases: [production]
                parameters: {share: 1, names: [a, b]}
              - planned: tests-fast
                level: exemplary
              - attestation: penetration-test
                level: standard
              - onboarding: first-change
                confirmed_by: lead
              - people: Do the tests say why?
                phases: [mvp]
"""
GENERAL = """\
title: General rules
version: "1"
working_branch: dev
sections:
  - number: "1"
    title: Commits
    clauses:
      - number: "1.10"
        title: Commits
        rules:
          - title: Signed
            text: Commits are signed.
            covered_by:
              - {check: commits-signed, level: standard}
              - {check: tests-run, level: standard}
"""


A_WORD, HALF = Pattern("[a-z]+"), Share(0.5)


@check("tests-run", title="Tests run", confidence=EXACT)
def checked(
    today: Today,
    *,
    share: float = 0.5,
    limit: int = 1,
    names: tuple[str, ...] = (),
    strict: bool = False,
    branch: str = "dev",
    pattern: Pattern = A_WORD,
    most: Share = HALF,
) -> Finding:
    """Run them."""
    return passed("They ran")


@check("commits-signed", title="Commits are signed", confidence=EXACT)
def commits_signed(today: Today) -> Finding:
    """Sign them."""
    return passed("They are")


CATALOGUE: dict[str, Check] = {each.key: each for each in (checked, commits_signed)}

# What is replaced in HOUSE and by what; then line, key and message.
COVERED = "sections.0.clauses.0.rules.0.covered_by"
RULE = "sections.0.clauses.0.rules.0"
WRONG = [
    ("title: House rules\n", "", 1, "the file", "the key title is missing"),
    ("title: House rules", "title:", 1, "title", "expected text, found nothing"),
    ("title: House rules", "title: [a]", 1, "title", "expected text, found a list"),
    ("title: House rules", "title: true", 1, "title", "expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ("title: House rules", "title: ' '", 1, "title", "expected text, found “ ”"),
    ('"2026-01"', "1.10", 2, "version", "expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ("[general]", "general", 5, "extends", "expected a list, found “general”"),
    ("[general]", "[generel]", 5, "extends.0", "there is no protocol generel; known: general, house"),
    ("[general]", "[house]", 5, "extends.0", "house extends house in a circle"),
    ("[general]", "[general, 7]", 5, "extends.1", "expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ("working_branch", "branch", 6, "branch", "this key is not known here; known: title, version, sections, summary, extends, without, working_branch, goal"),
    ("hours: 24", "hours: soon", 9, "goal.hours", "expected a whole number of hours, found “soon”"),
    ("hours: 24", "hours: 0", 9, "goal.hours", "expected a whole number of hours, found 0"),
    ("hours: 24", "hours: 1.5", 9, "goal.hours", "expected a whole number of hours, found 1.5"),
    ("hours: 24", "hours: true", 9, "goal.hours", "expected a whole number of hours, found true"),
    ("  hours: 24\n", "", 7, "goal", "the key hours is missing"),
    ("item: first-change", "item: other", 10, "goal.item", "the goal needs an onboarding item other"),
    ("item: first-change", "item: First", 10, "goal.item", "“First” is no key; a key is written like-this"),
    ("[staging, stage]", "[]", 11, "goal.environments", "expected at least one environment"),
    ("[staging, stage]", "staging", 11, "goal.environments", "expected a list, found “staging”"),
    ("commits-signed:", "commits-singed:", 13, "without.commits-singed", "no protocol that this one extends names it"),
    ("We sign by merging.", "", 13, "without.commits-signed", "expected text, found nothing"),
    ('  - number: "1"\n', '  - number: 1\n', 15, "sections.0.number", "expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ('  - number: "1"\n', '  - number: "§ 1"\n', 15, "sections.0.number", "“§ 1” is no number of a clause, such as \"3\" or \"3.1\""),
    ('number: "1.1"', 'number: "2.1"', 18, "sections.0.clauses.0.number", "a clause of section 1 is numbered 1 or 1.…, not 2.1"),
    ('number: "1.1"', 'number: "11"', 18, "sections.0.clauses.0.number", "a clause of section 1 is numbered 1 or 1.…, not 11"),
    ("text: >-", "words: >-", 22, f"{RULE}.words", "this key is not known here; known: title, text, covered_by"),
    ("- check: tests-run", "- check: tests-ran", 26, f"{COVERED}.0.check", "there is no check tests-ran; one that is to come is `planned`"),
    ("- check: tests-run", "- check: Tests run", 26, f"{COVERED}.0.check", "“Tests run” is no key; a key is written like-this"),
    ("- check: tests-run", "- checks: tests-run", 26, f"{COVERED}.0", "expected exactly one of check, planned, attestation, onboarding, people"),
    ("- check: tests-run", "- check: tests-run\n                people: B", 26, f"{COVERED}.0", "expected exactly one of check, planned, attestation, onboarding, people"),
    ("level: foundation", "level: basic", 27, f"{COVERED}.0.level", "expected one of foundation, standard, exemplary; found “basic”"),
    ("                level: foundation\n", "", 26, f"{COVERED}.0", "the key level is missing"),
    ("[production]", "[live]", 28, f"{COVERED}.0.phases.0", "expected one of mvp, production; found “live”"),
    ("[production]", "production", 28, f"{COVERED}.0.phases", "expected a list, found “production”"),
    ("share: 1,", "part: 1,", 29, f"{COVERED}.0.parameters.part", "tests-run has no such parameter; it has: share, limit, names, strict, branch, pattern, most"),
    ("share: 1,", "share: much,", 29, f"{COVERED}.0.parameters.share", "expected a number, found “much”"),
    ("share: 1,", "share: true,", 29, f"{COVERED}.0.parameters.share", "expected a number, found true"),
    ("share: 1,", "limit: 1.5,", 29, f"{COVERED}.0.parameters.limit", "expected a whole number, found 1.5"),
    ("share: 1,", "strict: 1,", 29, f"{COVERED}.0.parameters.strict", "expected true or false, found 1"),
    ("share: 1,", "branch: 1,", 29, f"{COVERED}.0.parameters.branch", "expected text, found 1"),
    ("share: 1,", "most: 90,", 29, f"{COVERED}.0.parameters.most", "expected a share from 0 to 1, found 90"),
    ("share: 1,", "most: -0.1,", 29, f"{COVERED}.0.parameters.most", "expected a share from 0 to 1, found -0.1"),
    ("share: 1,", "most: .nan,", 29, f"{COVERED}.0.parameters.most", "expected a share from 0 to 1, found “.nan”"),
    ("share: 1,", "most: true,", 29, f"{COVERED}.0.parameters.most", "expected a share from 0 to 1, found true"),
    ("share: 1,", "most: half,", 29, f"{COVERED}.0.parameters.most", "expected a share from 0 to 1, found “half”"),
    ("share: 1,", "pattern: 7,", 29, f"{COVERED}.0.parameters.pattern", "expected a pattern in RE2's syntax, found 7"),
    ("share: 1,", "pattern: ,", 29, f"{COVERED}.0.parameters.pattern", "expected a pattern in RE2's syntax, found nothing"),
    ("share: 1,", "pattern: 'feat/(',", 29, f"{COVERED}.0.parameters.pattern", "expected a pattern in RE2's syntax (missing ): feat/(), found “feat/(”"),
    ("share: 1,", "pattern: '(?!wip).*',", 29, f"{COVERED}.0.parameters.pattern", "expected a pattern in RE2's syntax (invalid perl operator: (?!), found “(?!wip).*”"),
    ("share: 1,", r"pattern: '(a)\1',", 29, f"{COVERED}.0.parameters.pattern", r"expected a pattern in RE2's syntax (invalid escape sequence: \1), found “(a)\1”"),
    ("share: 1,", f"pattern: {'a' * 501},", 29, f"{COVERED}.0.parameters.pattern", f"expected a pattern of at most 500 characters, found “{'a' * 60}”"),
    ("names: [a, b]", "names: [a, 1]", 29, f"{COVERED}.0.parameters.names", "expected a list of texts, found a list"),
    ("{share: 1, names: [a, b]}", "7", 29, f"{COVERED}.0.parameters", "expected keys and values, found 7"),
    ("attestation: penetration-test", "attestation: tests-run", 32, f"{COVERED}.2.attestation", "tests-run is a check: give what people attest a key of its own"),
    ("planned: tests-fast", "planned: commits-signed", 30, f"{COVERED}.1.planned", "the check commits-signed is written: name it by `check`"),
    ("level: exemplary", "level: exemplary\n                parameters: {a: 1}", 32, f"{COVERED}.1.parameters", "this key is not known here; known: planned, level, phases"),
    ("confirmed_by: lead", "confirmed_by: boss", 35, f"{COVERED}.3.confirmed_by", "expected one of developer, lead; found “boss”"),
    ("confirmed_by: lead", "level: standard", 35, f"{COVERED}.3.level", "this key is not known here; known: onboarding, confirmed_by, shown_by, whom, stacks, needs, docs"),
    ("confirmed_by: lead", "shown_by: [ghost]", 35, f"{COVERED}.3.shown_by.0", "expected one of developer, doctor, notion, membership, team, branch, commit, pull-request, review, staging; found “ghost”"),
    ("confirmed_by: lead", "whom: [boss]", 35, f"{COVERED}.3.whom.0", "expected one of staff, partner; found “boss”"),
    ("confirmed_by: lead", "stacks: [cobol]", 35, f"{COVERED}.3.stacks.0", "expected one of node, python; found “cobol”"),
    ("confirmed_by: lead", "needs: [luck]", 35, f"{COVERED}.3.needs.0", "expected one of repository, services, env-example, migrations; found “luck”"),
    ("confirmed_by: lead", "docs: ftp://a", 35, f"{COVERED}.3.docs", "expected an address that begins with https://"),
    ("Do the tests say why?", "''", 36, f"{COVERED}.4.people", "expected text, found nothing"),
]  # fmt: skip


# Line, key and message of what is no protocol at all.
SHAPES = [
    ("", 1, "the file: expected the keys title, version, sections, summary, extends, without, working_branch, goal; found nothing"),
    ("- a\n", 1, "the file: expected the keys title, version, sections, summary, extends, without, working_branch, goal; found a list"),
    ('title: A\nversion: "1"\nsections: {}\n', 3, "sections: expected a list, found a mapping"),
    ('title: A\nversion: "1"\nsections: [7]\n', 3, "sections.0: expected the keys number, title, clauses; found 7"),
]  # fmt: skip


def with_rules(*rules: str) -> str:
    """The general rules, whose only rule is covered by these."""
    covered = "\n".join(f"              - {rule}" for rule in rules)
    return GENERAL[: GENERAL.index("              - {check")] + covered + "\n"


# Line, key and message of what stands twice, or not at all.
TWICE = [
    (GENERAL + GENERAL[GENERAL.index("  - number") :], 16, 'sections.1: the number 1 stands twice'),
    (GENERAL + GENERAL[GENERAL.index("      - number") :], 16, "sections.0.clauses.1: the number 1.10 stands twice"),
    (with_rules("{check: tests-run, level: standard}", "{check: tests-run, level: exemplary}"), 15, f"{COVERED}.1: clause twice:1.10 says another `level` of tests-run"),
    (with_rules("{check: tests-run, level: standard}", "{check: tests-run, level: standard, parameters: {limit: 2}}"), 15, f"{COVERED}.1: clause twice:1.10 says another `parameters` of tests-run"),
    (with_rules("{check: tests-run, level: standard}", "{check: tests-run, level: standard, phases: [mvp]}"), 15, f"{COVERED}.1: clause twice:1.10 says another `phases` of tests-run"),
    (with_rules("{onboarding: clone}", "{onboarding: clone, confirmed_by: lead}"), 15, f"{COVERED}.1: clause twice:1.10 says another `confirmed_by` of clone"),
    (with_rules()[:-1].rstrip() + " []\n", 13, f"{COVERED}: nothing covers this rule; `people` is an answer"),
]  # fmt: skip

# The end of the message about bytes that are no readable YAML.
UNREADABLE = [
    (b"\xff\xfetitle", ": it is not UTF-8 text (byte 0)"),
    (b"title: caf\xe9\n", ": it is not UTF-8 text (byte 10)"),
    (b"# " + b"x" * MAX_BYTES, ": a protocol file has at most 1 MiB, and this has more"),
    (b"title: a\ntitle: b\n", ", line 2: it is no valid YAML: the key 'title' stands twice"),
    (b"title: [a\n", ", line 2: it is no valid YAML: did not find expected ',' or ']'"),
    (b"[" * 500, ", line 1: it is no valid YAML: it is nested more than 100 deep"),
    (b"a: &a [x, x]\n" + b"".join(b"%c: &%c [%b]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 110)),
     ", line 7: it is no valid YAML: it has more than 1,000,000 values, counting those that aliases repeat"),
]  # fmt: skip
