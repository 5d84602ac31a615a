"""A team's digest as blocks for its channel in Slack (Block Kit)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from compliance.digests.parts import Digest
from compliance.models import Team
from dashboard.mails.opening import opening_of, subject_of
from dashboard.mails.places import Links
from dashboard.mails.rows import Block, Link, Row, Section
from dashboard.mails.sections import sections
from dashboard.mails.wording import clean

# What Slack takes: https://docs.slack.dev/reference/block-kit/blocks/
MAX_BLOCKS = 50
MAX_HEADER = 150
MAX_TEXT = 3000


def blocks(digest: Digest, base_url: str) -> dict[str, Any]:
    """The message to post; `text` is what notifications show."""
    found = sections(digest, Links(base_url, digest))
    subject = subject_of(digest)
    made = [_header(subject), _text(_escaped(opening_of(digest))), *_of_sections(found)]
    return {"text": _escaped(subject), "blocks": made[:MAX_BLOCKS], "unfurl_links": False}


def trial(team: Team, base_url: str) -> dict[str, Any]:
    """The message that shows that posts arrive."""
    url = f"{base_url.rstrip('/')}{reverse('team', args=[team.slug])}"
    said = f"Plumbline posts the weekly digest of {_link(Link(clean(team.name), url))} here."
    text = f"Plumbline posts the weekly digest of {_escaped(clean(team.name))} here."
    return {"text": text, "blocks": [_text(f"{said} This is a test.")], "unfurl_links": False}


def _of_sections(found: Sequence[Section]) -> Iterator[dict[str, Any]]:
    for section in found:
        yield {"type": "divider"}
        figures = "   ".join(_link(each) for each in section.figures)
        heading = f"*{_link(Link(section.heading, section.url))}*"
        score = f"   {section.score.now}" if section.score else ""
        yield _text(f"{heading}{_escaped(score)}\n{figures}".strip())
        for block in section.blocks:
            yield _text(_of_block(block))


def _of_block(block: Block) -> str:
    """As many of the rows as fit; a row is never cut, since a link would be."""
    said = f"*{_escaped(block.heading)}*" if block.heading else ""
    more = "\n".join(_link(each) for each in block.more)
    for row in block.rows:
        line = f"\n{_row(row)}"
        if len(said) + len(line) + len(more) + 1 > MAX_TEXT:
            break
        said += line
    return f"{said}\n{more}".strip()


def _row(row: Row) -> str:
    mark = f" _{_escaped(row.mark)}_" if row.mark else ""
    lines = [f"• {_link(Link(row.about, row.url))}  {_escaped(row.what)}{mark}"]
    lines += [f"    {_escaped(each)}" for each in row.details]
    return "\n".join(lines)


def _link(link: Link) -> str:
    """Words that lead somewhere, in Slack's way."""
    if not link.url:
        return _escaped(link.words)
    return f"<{_escaped(link.url)}|{_escaped(link.words)}>"


def _escaped(text: str) -> str:
    """Text in which nothing is a link, calls anybody, or goes on as code over what follows."""
    said = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said.replace("```", "\N{MODIFIER LETTER GRAVE ACCENT}" * 3)


def _header(text: str) -> dict[str, Any]:
    short = text if len(text) <= MAX_HEADER else f"{text[: MAX_HEADER - 1]}…"
    return {"type": "header", "text": {"type": "plain_text", "text": short, "emoji": False}}


def _text(text: str) -> dict[str, Any]:
    words = {"type": "mrkdwn", "text": text[:MAX_TEXT], "verbatim": True}
    return {"type": "section", "text": words}
