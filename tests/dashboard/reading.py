"""Pages as people read them."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from django.test import Client

from dashboard.templatetags import moments


def said(answer: Any) -> str:
    """What an answer says, to the user who asked."""
    text: str = answer.content.decode()
    return text


def content_of(client: Client, address: str, **headers: str) -> str:
    """A page as it is sent."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content.decode()


def text_of(client: Client, address: str, **headers: str) -> str:
    """What people read of a page: no markup, spaces folded, characters as they are."""
    main = content_of(client, address, **headers).split("<main", 1)[-1]
    folded = " ".join(re.sub(r"<[^>]+>", " ", main).split())
    return re.sub(r" ([.,:;])", r"\1", html.unescape(folded))


def clock(moment: datetime) -> str:
    """A moment as pages write it that say until when."""
    return re.sub(r"<[^>]+>", "", str(moments.clock(moment)))
