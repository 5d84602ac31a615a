"""Reads who owns a repository as a whole out of its CODEOWNERS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from compliance.extract import codeowners
from compliance.extract.base import extractor
from compliance.extract.codeowners import Rule
from compliance.facts import Evidence
from compliance.facts.owners import Owners
from compliance.paths import is_judged, is_source
from compliance.tree import Tree, Unreadable

# In the order in which GitHub looks; the first one that is there is the only one that counts.
PATHS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
_MAX_BYTES = 3_000_000
# The largest that organizations keep have some 4,000 rules.
_MAX_RULES = 10_000
_MAX_CHARACTERS = 300_000
_MAX_OWNERS = 50
_MAX_PLACES = 10
# Characters of all patterns times characters of all paths that are compared: about a second.
_MAX_COMPARED = 100_000_000


@extractor(version=2, reads=PATHS.__contains__)
def owners(tree: Tree) -> Owners:
    """Whom the last rule for everything (`*`) names.

    Where no rule is for everything, or that one names nobody, it is whoever owns more than half of
    the source files, or of all files where there is no source that is read here; of a large
    repository an even sample of them is looked at.
    """
    path = next((each for each in PATHS if each in tree.entries), None)
    if path is None:
        return Owners()
    rules = _rules(tree, path)
    everything = [rule for rule in rules if rule.is_everything]
    if everything and everything[-1].owners:
        return _owners(path, everything[-1].owners, everything[-1:])
    return _of_most_files(tree, path, rules)


def _rules(tree: Tree, path: str) -> list[Rule]:
    if len(tree.read(path)) > _MAX_BYTES:
        raise Unreadable(f"{path} has more than 3 MB, which GitHub does not load")
    rules = list(codeowners.parse(tree.source(path)))
    if len(rules) > _MAX_RULES or _characters(rules) > _MAX_CHARACTERS:
        raise Unreadable(f"{path} has more rules than are read")
    return rules


def _of_most_files(tree: Tree, path: str, rules: Sequence[Rule]) -> Owners:
    sources = [each for each in tree.files() if is_source(each)]
    files = _sample(sources or [each for each in tree.files() if is_judged(each)], rules)
    deciding = Counter(_deciding(files, rules))
    count: Counter[str] = Counter()
    for rule, number in deciding.items():
        count.update(dict.fromkeys(rule.owners, number))
    most = [owner for owner, number in count.items() if 2 * number > len(files)]
    places = [rule for rule, _ in deciding.most_common() if not set(most).isdisjoint(rule.owners)]
    return _owners(path, most, places)


def _sample(files: Sequence[str], rules: Iterable[Rule]) -> Sequence[str]:
    """As many of the files, evenly, as can be compared with all patterns in bounded time."""
    compared = _characters(rules) * sum(map(len, files))
    return files[:: compared // _MAX_COMPARED + 1]


def _characters(rules: Iterable[Rule]) -> int:
    return sum(len(rule.pattern) for rule in rules)


def _deciding(files: Iterable[str], rules: Iterable[Rule]) -> Iterable[Rule]:
    """For each file that some rule fits, the last of these."""
    matchers = [(codeowners.matcher(rule.pattern), rule) for rule in rules][::-1]
    for file in files:
        found = next((rule for fits, rule in matchers if fits.fullmatch(file)), None)
        if found:
            yield found


def _owners(path: str, names: Iterable[str], places: Iterable[Rule]) -> Owners:
    named = list(names)[:_MAX_OWNERS]
    teams = (name.partition("/")[2] for name in named if "/" in name)
    return Owners(
        teams=tuple(dict.fromkeys(teams)),
        people=tuple(name.removeprefix("@") for name in named if "/" not in name),
        where=tuple(
            Evidence(path, rule.line, excerpt=rule.text) for rule in list(places)[:_MAX_PLACES]
        ),
    )
