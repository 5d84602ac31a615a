"""A digest as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from dashboard.mails.rows import Block, Row, Score, Section

WIDTH = 72


Ending = Sequence[str | tuple[str, str]]


def plain(head: str, opening: str, sections: Sequence[Section], ending: Ending) -> str:
    """The whole text: what it is about, each section, and at the end sentences, and words with
    where they lead; no line but an address is longer than `WIDTH`.
    """
    parts = [f"{_wrapped(head)}\n\n{_wrapped(opening)}", *(_section(each) for each in sections)]
    closing = "\n".join(
        _wrapped(each) if isinstance(each, str) else f"{each[0]}: {each[1]}" for each in ending
    )
    # What follows two hyphens and a space is no part of the letter, as mail programs know.
    return "\n\n\n".join(parts) + f"\n\n\n-- \n{closing}\n"


def _section(section: Section) -> str:
    return "\n\n".join(_paragraphs(section))


def _paragraphs(section: Section) -> Iterator[str]:
    heading = section.heading.upper()
    yield "\n".join([*_lines(heading), "=" * min(WIDTH, len(heading))])
    if section.score:
        yield _wrapped(_score(section.score))
    if section.figures:
        yield "\n".join(line for each in section.figures for line in _figure(each.words, each.url))
    for block in section.blocks:
        yield from _block(block)
    if section.url:
        yield f"{section.heading}: {section.url}"


def _score(score: Score) -> str:
    if not score.moved:
        return f"The score is {score.now}" + (", as before." if score.was else ".")
    if score.was == score.now:
        return f"The score is {score.now} ({score.moved} points)."
    fell = score.tone == "fail"
    went = "fell" if fell else "rose"
    return f"The score {went} from {score.was} to {score.now} ({score.moved} points)."


def _figure(words: str, url: str) -> Iterator[str]:
    yield f"  {words[:1].upper()}{words[1:]}:"
    yield f"  {url}"


def _block(block: Block) -> Iterator[str]:
    if block.heading:
        yield f"{block.heading}:"
    for row in block.rows:
        yield "\n".join(_row(row))
    for each in block.more:
        yield f"{each.words}:\n  {each.url}"


def _row(row: Row) -> Iterator[str]:
    said = f"{row.about}: {row.what}" if row.what else row.about
    yield from _lines(f"{said} ({row.mark})" if row.mark else said, "* ", "  ")
    for each in row.details:
        yield from _lines(each, "  ", "  ")
    if row.to_do:
        yield from _lines(f"To do: {row.to_do}", "  ", "  ")
    if row.url:
        yield f"  {row.url}"


def _wrapped(text: str) -> str:
    """One paragraph."""
    return "\n".join(_lines(text))


def _lines(text: str, first: str = "", others: str = "") -> Iterable[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
