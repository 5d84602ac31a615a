"""How long all checks take on large repositories, and how much memory.

    python benchmarks/repository_size.py [files | folder ...]

Makes backends of 6,000 and of 20,000 files (or of those numbers), or takes working copies as they
are, runs the command line on each in a process of its own, and prints seconds of the clock and of
the processor, the process's largest memory, and the processor's time for each file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZES = (6_000, 20_000)

PACKAGE = """{
  "name": "stock", "private": true, "type": "module", "engines": {"node": "22"},
  "scripts": {"start": "node dist/app.js", "test": "vitest run", "lint": "biome check"},
  "dependencies": {"express": "5.1.0", "@prisma/client": "6.19.0", "zod": "4.1.0"},
  "devDependencies": {"typescript": "5.9.0", "vitest": "4.0.0", "supertest": "7.1.0"}
}
"""
APP = """import express from 'express';
import helmet from 'helmet';
%(imports)s

export const app = express();
app.use(helmet());
%(uses)s
app.use((error, req, res, next) => res.status(500).json({ error: 'internal' }));
app.listen(Number(process.env.PORT ?? 3000));
"""
MODEL = """model Item%(n)d {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  ownerId Int
  made    DateTime @default(now())
  @@index([ownerId])
}

"""
ROUTER = """import { Router } from 'express';
import { z } from 'zod';
import { requireUser } from '../../shared/session.js';
import { Service%(n)d } from './service.js';

const service = new Service%(n)d();
const shape = z.object({ email: z.email(), ownerId: z.number().int() });

export const router%(n)d = Router();
router%(n)d.use(requireUser);
router%(n)d.get('/', async (req, res) => {
  res.json(await service.list(Number(req.query.page ?? 1), Number(req.query.limit ?? 20)));
});
router%(n)d.get('/:id', async (req, res) => {
  res.json(await service.one(Number(req.params.id)));
});
router%(n)d.post('/', async (req, res) => {
  res.status(201).json(await service.add(shape.parse(req.body)));
});
"""
SERVICE = """import { prisma } from '../../shared/database.js';
import { asText, sorted } from './format.js';

export class Service%(n)d {
  async list(page: number, limit: number) {
    const rows = await prisma.item%(n)d.findMany({ skip: (page - 1) * limit, take: limit });
    return sorted(rows.map((row) => ({ ...row, text: asText(row) })));
  }

  async one(id: number) {
    return prisma.item%(n)d.findUnique({ where: { id } });
  }

  async add(values: { email: string; ownerId: number }) {
    return prisma.$transaction(async (tx) => {
      const made = await tx.item%(n)d.create({ data: values });
      await tx.change.create({ data: { of: 'item%(n)d', by: values.ownerId } });
      return made;
    });
  }
}
"""
FORMAT = """export interface Row {
  id: number;
  email: string;
  made: Date;
}

%(functions)s
export function asText(row: Row): string {
  return `${row.id}: ${row.email} (${row.made.toISOString()})`;
}

export function sorted<T extends Row>(rows: T[]): T[] {
  return [...rows].sort((a, b) => a.id - b.id);
}
"""
FUNCTION = """export function step%(k)d(row: Row): string {
  const parts = row.email.split('@');
  if (parts.length !== 2) {
    throw new Error(`item %(n)d: no address in step %(k)d`);
  }
  return parts.map((part) => part.trim().toLowerCase()).join('@');
}

"""
TEST = """import request from 'supertest';
import { expect, it } from 'vitest';
import { app } from '../../app.js';
import { asText } from './format.js';

it('lists item %(n)d', async () => {
  const answer = await request(app).get('/item%(n)d');
  expect(answer.status).toBe(200);
  expect(asText(answer.body[0])).toContain('@');
});
"""
VIEW = """import { useState } from 'react';

export function View%(n)d({ rows }: { rows: { id: number; email: string }[] }) {
  const [open, setOpen] = useState(false);
  return (
    <section onClick={() => setOpen(!open)}>
      {rows.map((row) => <p key={row.id}>{open ? row.email : row.id}</p>)}
    </section>
  );
}
"""
SHARED = {
    "src/shared/database.ts": "import { PrismaClient } from '@prisma/client';\n"
    "export const prisma = new PrismaClient();\n",
    "src/shared/session.ts": "export function requireUser(req, res, next) {\n"
    "  if (!req.session?.user) return res.status(401).json({ error: 'who are you' });\n"
    "  next();\n}\n",
    "package.json": PACKAGE,
    "README.md": "# Stock\n\n```sh\nnpm ci\nnpx prisma migrate deploy\nnpm start\n```\n",
    ".gitignore": "node_modules\ndist\n.env\n",
    ".env.example": "PORT=3000\nDATABASE_URL=\n",
}


def contents(files: int) -> Iterator[tuple[str, str]]:
    """The files of a backend: features of six files each, what they share, and what joins them."""
    features = range((files - len(SHARED) - 2) // 6)
    yield from SHARED.items()
    for n in features:
        folder, values = f"src/features/item{n}", {"n": n}
        functions = "".join(FUNCTION % {"n": n, "k": k} for k in range(8))
        yield f"{folder}/router.ts", ROUTER % values
        yield f"{folder}/service.ts", SERVICE % values
        yield f"{folder}/format.ts", FORMAT % {"functions": functions}
        yield f"{folder}/service.test.ts", TEST % values
        yield f"web/views/View{n}.tsx", VIEW % values
        yield f"docs/item{n}.md", f"# Item {n}\n\nWhat is kept of it, and for how long.\n" * 20
    yield "prisma/schema.prisma", "".join(MODEL % {"n": n} for n in features)
    imports = (f"import {{ router{n} }} from './features/item{n}/router.js';" for n in features)
    uses = (f"app.use('/item{n}', router{n});" for n in features)
    yield "src/app.ts", APP % {"imports": "\n".join(imports), "uses": "\n".join(uses)}


def make(folder: Path, files: int) -> tuple[int, int]:
    """Write a backend; how many files and bytes it has."""
    count = size = 0
    for path, content in contents(files):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        count, size = count + 1, size + len(content)
    return count, size


def run(folder: Path) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and MB, of the command line in a new process."""
    command = [sys.executable, "-m", "compliance.cli", str(folder)]
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        # Python ends with 1 where it broke, as the command does where a check fails.
        if os.waitstatus_to_exitcode(status) not in (0, 1) or not said.tell():
            sys.exit("the check could not be run: see above")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measured(folder: Path) -> tuple[int, int]:
    """How many files and bytes a working copy has, without git's own."""
    files = [each for each in folder.rglob("*") if ".git" not in each.parts and each.is_file()]
    return len(files), sum(each.stat().st_size for each in files)


def show(folder: Path, count: int, size: int) -> None:
    """Run the command line on a folder, and print a line."""
    wall, used, memory = run(folder)
    print(
        f"{count:8,} {size / 1e6:6.1f} {wall:6.2f} s {used:8.2f} s {memory:5.0f} MB "
        f"{used / count * 1000:6.2f} ms"
    )


def main() -> None:
    """Print a line for each size, and for each working copy."""
    print(f"{'files':>8} {'MB':>6} {'clock':>8} {'processor':>10} {'memory':>8} {'a file':>9}")
    for wanted in sys.argv[1:] or map(str, SIZES):
        if not wanted.isdigit():
            show(Path(wanted), *measured(Path(wanted)))
            continue
        with tempfile.TemporaryDirectory() as name:
            show(Path(name), *make(Path(name), int(wanted)))


if __name__ == "__main__":
    main()
