"""Which places a failure shows first, where only some are shown."""

from __future__ import annotations

from tests.compliance.repositories import judge

_ROUTES = """
const express = require('express');
const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.post('/orders', (req, res) => res.json(make(req.body)));
app.get('/orders', (req, res) => res.json(all()));
app.listen(1);
"""


def test_what_answers_data_is_shown_to_be_cached_before_what_answers_none() -> None:
    files = {"package.json": '{"dependencies": {"express": "5"}}', "app.js": _ROUTES}

    found = judge("caching", files)

    assert (found.outcome, [each.line for each in found.evidence]) == ("fail", [6, 4, 5])
