"""What a digest comes to: its subject, and the sentences that it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.digests.parts import Digest, Part, Whose
from compliance.scorecards.changes import Kind
from dashboard.mails import wording
from dashboard.mails.sections import YOURS, name_of
from dashboard.mails.wording import clean, counted

_NAMED = 4


def subject_of(digest: Digest) -> str:
    """The most important thing, and that there is more."""
    late = sum(each.is_late for each in digest.newcomers)
    if late and not any(part.changed.failing for part in digest.parts):
        return f"{clean(digest.organization)}: {counted(late, 'newcomer')} past the goal"
    if not digest.parts:
        return f"{clean(digest.organization)}: {_without_parts(digest)}"
    first = max(digest.parts, key=lambda part: bool(part.changed.failing))
    ending = sum(each.is_new for each in first.lapsing)
    said = wording.most_important(first.changed, ending)
    moved = wording.moved(first.was, first.score)
    others = sum(part.whose is Whose.TEAM for part in digest.parts if part is not first)
    if first.whose is Whose.TEAM:
        others += len(digest.lines)
    more = f", and {counted(others, 'other team')} changed" if others else ""
    return f"{name_of(first, digest)}: {said}{f', {moved}' if moved else ''}{more}"


def _without_parts(digest: Digest) -> str:
    if digest.lines:
        return f"{counted(len(digest.lines), 'team')} changed"
    return counted(sum(each.is_new for each in digest.newcomers), "newcomer")


def opening_of(digest: Digest) -> str:
    """What the digest comes to, a sentence for each part."""
    sentences = [_sentence(part, digest) for part in digest.parts]
    came = [clean(each.who) for each in digest.newcomers if each.is_new]
    if came:
        sentences.append(f"{_listed(came, 'others')} {'is' if len(came) == 1 else 'are'} new.")
    late = [clean(each.who) for each in digest.newcomers if each.is_late]
    if late:
        sentences.append(f"{_listed(late, 'others')} did not reach the goal in time.")
    if digest.reviews:
        waiting = counted(len(digest.reviews), "pull request waits", "pull requests wait")
        sentences.append(f"{waiting} for your review.")
    if digest.quiet:
        quiet = _listed([clean(team.name) for team in digest.quiet])
        sentences.append(f"No check changed in {quiet}.")
    return " ".join(sentences)


def _sentence(part: Part, digest: Digest) -> str:
    name = name_of(part, digest)
    said = _joined(list(_happened(part)))
    sentence = f"In {'your repositories' if name == YOURS else name}, {said}"
    if moved := wording.moved(part.was, part.score):
        went = "fell" if (part.score or 0) < (part.was or 0) else "rose"
        sentence += f"; the score {went} from {moved}"
    return f"{sentence}."


def _happened(part: Part) -> Iterator[str]:
    of, ending = part.changed.of, sum(each.is_new for each in part.lapsing)
    if of(Kind.WORSE):
        yield f"{counted(of(Kind.WORSE), 'check')} began to fail"
    if of(Kind.LAPSED):
        yield f"{counted(of(Kind.LAPSED), 'waiver')} ended"
    if of(Kind.BETTER):
        yield f"{counted(of(Kind.BETTER), 'check was', 'checks were')} mended"
    if ending:
        yield f"{counted(ending, 'waiver ends', 'waivers end')} within two weeks"
    if part.changed.rest:
        yield f"{counted(part.changed.rest, 'check')} changed otherwise"


def _listed(names: Sequence[str], others: str = "other teams") -> str:
    """Names as a sentence lists them, of many the first."""
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} {others}"
    return _joined(names)


def _joined(said: Sequence[str]) -> str:
    *first, last = said
    return f"{', '.join(first)} and {last}" if first else last
