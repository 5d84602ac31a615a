"""Which Notion workspace is asked, by the environment; nothing that asks is loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

URL = "https://api.notion.com"
_SHORTEST_TOKEN = 20


class NotionSettingsError(Exception):
    """What is set is no token of Notion's; the message says so."""


@dataclass(frozen=True)
class NotionSettings:
    """The workspace that an integration's token is of."""

    token: str = field(repr=False)
    url: str = URL


def settings_from_environment(environment: Mapping[str, str]) -> NotionSettings | None:
    """The workspace of `NOTION_TOKEN`; None where that is not set.

    Raises:
        NotionSettingsError: it is no token.
    """
    token = environment.get("NOTION_TOKEN", "").strip()
    if not token:
        return None
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise NotionSettingsError("NOTION_TOKEN is no token of an integration of Notion's")
    return NotionSettings(token)
