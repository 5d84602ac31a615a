"""Whom the callers of a function are looked for among."""

from __future__ import annotations

import pytest

from compliance.facts.sources import unparsed_of
from tests.compliance.repositories import facts_of

APP = """import express from 'express';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const app = express();
%s
app.listen(3000);
"""
BODY = """async (req, res) => {
  await prisma.user.create({ data: {} });
  await prisma.order.create({ data: {} });
  res.json({});
}"""
FILES = {
    "package.json": '{"dependencies": {"express": "5", "@prisma/client": "6"}}',
    "prisma/schema.prisma": 'datasource db { provider = "postgresql" }\n'
    "model User {\n  id Int @id\n}\nmodel Order {\n  id Int @id\n}\n",
    "src/paint.ts": "export const paint = (;\npaint(1);\n",
}


@pytest.mark.parametrize(
    ("code", "parsed"),
    [
        (f"app.post('/orders', {BODY});", 0),
        (f"const paint = {BODY};\napp.post('/orders', paint);", 1),
    ],
    ids=["no name", "a name"],
)
def test_files_are_parsed_for_the_callers_of_a_name(code: str, parsed: int) -> None:
    # Only what was parsed is known to be broken.
    assert unparsed_of(facts_of({**FILES, "src/app.ts": APP % code})).count == parsed
