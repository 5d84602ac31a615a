"""A digest as sections of rows, which its plain text, its HTML and a chat's blocks have in common.

All that other people wrote is cleaned here, and escaped where it is put into a form.
"""

from __future__ import annotations

from collections.abc import Iterable

from compliance import facts
from compliance.digests.parts import Digest, Lapse, Line, Named, Part, Told, Waiting, Whose
from compliance.scorecards.changes import Kind
from compliance.scorecards.mending import Mending
from compliance.scoring import Standing
from dashboard.mails import wording
from dashboard.mails.newcomers import of_newcomers, of_own_plan
from dashboard.mails.places import Links
from dashboard.mails.rows import Block, Link, Row, Score, Section
from dashboard.mails.wording import SENTENCE, clean, counted
from dashboard.templatetags.figures import percent, points

YOURS = "Your repositories"
LAPSES_TOLD = 5
# Of an action that is worth less the gain is not told.
_LEAST_GAIN = 0.0005


def sections(digest: Digest, links: Links) -> list[Section]:
    """The sections in reading order."""
    found = [_of_part(part, digest, links) for part in digest.parts]
    if digest.lines:
        found.append(_of_lines(digest, links))
    if digest.newcomers:
        found.append(of_newcomers(digest, links))
    if digest.own_plan:
        found.append(of_own_plan(digest.own_plan, links))
    if digest.reviews:
        found.append(_of_reviews(digest))
    return found


def name_of(part: Part, digest: Digest) -> str:
    """What a part is about."""
    if part.team:
        return clean(part.team.name)
    if part.whose is Whose.ALL:
        return clean(digest.organization)
    told = {each.repository for each in (*part.changed.worse, *part.changed.better)}
    told |= {each.repository for each in part.lapsing if each.is_new}
    only = told.pop().name if len(told) == 1 and _all_told(part) else ""
    return clean(only) or YOURS


def _all_told(part: Part) -> bool:
    changed = part.changed
    return len(changed.worse) + len(changed.better) == sum(changed.counts.values())


def _of_part(part: Part, digest: Digest, links: Links) -> Section:
    blocks = (
        _worse(part, Kind.WORSE, digest, links),
        _worse(part, Kind.LAPSED, digest, links),
        _better(part, digest, links),
        _lapsing(part, links),
        _actions(part, links),
    )
    return Section(
        name_of(part, digest),
        links.of_part(part),
        tuple(_figures(part, links)),
        tuple(block for block in blocks if block.rows),
        _score(part.was, part.score),
    )


def _score(was: float | None, score: float | None) -> Score | None:
    if score is None:
        return None
    is_told = bool(wording.moved(was, score)) or (was is not None and points(score - was) != "±0")
    moved = points(score - was) if was is not None and is_told else ""
    return Score(percent(score), percent(was) if was is not None else "", moved, score)


def _figures(part: Part, links: Links) -> Iterable[Link]:
    """How much changed of each kind, as its page counts it."""
    of, url = part.changed.of, links.changes
    if of(Kind.WORSE):
        yield Link(counted(of(Kind.WORSE), "new failure"), url(part, Kind.WORSE), "fail")
    if of(Kind.LAPSED):
        words = f"{counted(of(Kind.LAPSED), 'waiver')} ended"
        yield Link(words, url(part, Kind.LAPSED), "fail")
    if of(Kind.BETTER):
        yield Link(f"{of(Kind.BETTER)} mended", url(part, Kind.BETTER), "pass")
    if of(Kind.EXCUSED):
        yield Link(f"{of(Kind.EXCUSED)} waived", url(part, Kind.EXCUSED), "excused")
    if of(Kind.UNDECIDED):
        yield Link(f"{of(Kind.UNDECIDED)} not known any more", url(part, Kind.UNDECIDED))
    if of(Kind.OTHER):
        yield Link(counted(of(Kind.OTHER), "other change"), url(part, Kind.OTHER))
    if part.lapsing and part.whose is not Whose.OWN:
        yield Link(f"{len(part.lapsing)} ending soon", links.ending(part), "excused")


_WORSE = {Kind.WORSE: "new failures", Kind.LAPSED: "waivers that ended"}


def _worse(part: Part, kind: Kind, digest: Digest, links: Links) -> Block:
    found = [each for each in part.changed.worse if each.kind is kind]
    rows = tuple(_failure(each, part, digest, links) for each in found)
    more = _all(part, kind, _WORSE[kind], links)
    return Block(_WORSE[kind].capitalize(), rows, "fail", (more,) if more else ())


def _all(part: Part, kind: Kind, words: str, links: Links) -> Link | None:
    """Where all changes of a kind are, if some are not told."""
    there = part.changed.of(kind)
    told = sum(each.kind is kind for each in (*part.changed.worse, *part.changed.better))
    return Link(f"All {there} {words}", links.changes(part, kind)) if told < there else None


def _failure(told: Told, part: Part, digest: Digest, links: Links) -> Row:
    since = f"since {wording.on(told.at, digest.until)}"
    if told.kind is Kind.LAPSED:
        since = f"{'not known' if told.after is Standing.UNKNOWN else 'fails'} {since}"
    details = [clean(told.message, SENTENCE), ", ".join((*_owners(told.owners, part), since))]
    return Row(
        clean(told.repository.name),
        links.check(told.repository, told.key),
        clean(told.title, SENTENCE),
        tuple(each for each in details if each),
        clean(told.to_do, SENTENCE * 2) if told.after is Standing.FAIL else "",
    )


def _owners(owners: Iterable[Named], part: Part) -> list[str]:
    """Who owns it; the team that a part is about is named where it is not alone."""
    found = [clean(each.name) for each in owners]
    if part.whose is Whose.TEAM and len(found) == 1:
        return []
    return [f"owned by {' and '.join(found)}"] if found else ["owned by nobody"]


def _better(part: Part, digest: Digest, links: Links) -> Block:
    rows = tuple(
        Row(
            clean(each.repository.name),
            links.check(each.repository, each.key),
            clean(each.title, SENTENCE),
            (_mended(each, digest),),
        )
        for each in part.changed.better
    )
    more = _all(part, Kind.BETTER, "mended", links)
    return Block("Mended, with thanks", rows, "pass", (more,) if more else ())


def _mended(told: Told, digest: Digest) -> str:
    on = wording.on(told.at, digest.until)
    return f"{on}, thanks to {clean(told.thanks)}" if told.thanks else on


def _lapsing(part: Part, links: Links) -> Block:
    shown = sorted(part.lapsing, key=lambda each: (not each.is_new, each.until))[:LAPSES_TOLD]
    rows = tuple(_lapse(each, links) for each in sorted(shown, key=lambda each: each.until))
    there = len(part.lapsing)
    # The page has no list of one's own repositories' alone.
    words = "All that end soon" if part.whose is Whose.OWN else f"All {there} that end soon"
    more = (Link(words, links.ending(part)),) if len(rows) < there else ()
    return Block("Ending soon", rows, "excused", more)


def _lapse(lapse: Lapse, links: Links) -> Row:
    return Row(
        clean(lapse.repository.name),
        links.excuse(lapse),
        clean(lapse.title, SENTENCE),
        (wording.lapse_ends(lapse),),
        mark="new" if lapse.is_new else "",
    )


def _actions(part: Part, links: Links) -> Block:
    rows = tuple(_action(each, part, links) for each in part.actions)
    return Block("Best next actions", rows)


def _action(mending: Mending, part: Part, links: Links) -> Row:
    gap = mending.gap
    places = [clean(place.name) for place in mending.places]
    where = ", ".join(places) + (f" and {mending.more} more" if mending.more else "")
    gain = f"{points(mending.gain)} points" if mending.gain >= _LEAST_GAIN else ""
    details = (f"fails in {gap.failing} of {gap.applicable}: {where}",)
    return Row(clean(gap.title, SENTENCE), links.failing(gap.key, part), gain, details)


def _of_lines(digest: Digest, links: Links) -> Section:
    heading = "Teams" if any(part.whose is Whose.ALL for part in digest.parts) else "Other teams"
    rows = tuple(_line(line, links) for line in digest.lines)
    more = (Link("All teams", links.page("teams")),)
    return Section(heading, "", (), (Block("", rows, more=more),))


def _line(line: Line, links: Links) -> Row:
    words = [
        counted(line.worse, "new failure") if line.worse else "",
        f"{line.better} mended" if line.better else "",
        f"{line.rest} changed otherwise" if line.rest else "",
        f"{line.lapsing} newly ending soon" if line.lapsing else "",
    ]
    score = wording.moved(line.was, line.score) or (percent(line.score) if line.score else "")
    said = ", ".join(each for each in words if each)
    return Row(clean(line.team.name), links.team(line.team), score, (said,))


def _of_reviews(digest: Digest) -> Section:
    rows = tuple(_review(each, digest) for each in digest.reviews)
    return Section("Waiting for your review", "", (), (Block("", rows),))


def _review(waiting: Waiting, digest: Digest) -> Row:
    return Row(
        f"{clean(waiting.repository.name)} #{waiting.number}",
        waiting.url if facts.is_web_address(waiting.url) else "",
        clean(waiting.title, SENTENCE),
        (f"{clean(waiting.author)}, since {wording.on(waiting.since, digest.until)}",),
    )
