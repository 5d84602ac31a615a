"""Whether any repository makes an extractor crash, or run away.

    python -m benchmarks.fuzz_extractors [inputs] [seed]

Takes the small repositories of the checks' cases, breaks their files at random (bytes changed, cut,
doubled, words and brackets put in), and extracts all facts. Then each extractor's own words are
repeated to files of 1 MB, and such files are made of bytes and of signs at random. Prints how many
repositories were read, which extractors raised, and the slowest repositories and files; ends with 1
where one raised, or a file of 1 MB took over 2 s of the processor.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from compliance.extract import EXTRACTORS, extract
from compliance.facts import RepositoryFacts, Unavailable
from tests.compliance.checks.test_cases import CASES
from tests.compliance.repositories import Files, tree_of

RAISED = "please report it"
MAX_SECONDS = 2.0
MEGABYTE = 1_000_000
# fmt: off
# ruff: noqa: E501
WORDS = (
    b"process.env.", b"os.environ[", b"{{ x|safe }}", b"`${", b"}", b"(", b")", b"[", b"]", b"{", b"'",
    b'"', b'"""', b"\\", b"\n", b"\0", b"\xff\xfe", b"=>", b"async ", b"class A(", b"def f(", b"@",
    b"router.get('/", b"express()", b"SELECT * FROM ", b"f'{", b"const {", b"} = ", b"import ",
    b"require(", b"<%- ", b"model A {", b"@@index([", b"services:\n", b"  - ", b"on: push\n", b"#", b"//",
    b"/*", b"z.object({", b".parse(", b"prisma.a.findMany(", b"for (const a of b) ", b"Depends(", b"\t",
)
# One line of what each kind of file is made of, to be repeated up to 1 MB.
LINES = {
    "src/a.ts": (
        b"a.get('/x', async (req, res) => res.json(await prisma.a.findMany({ where: { b: 1 } })));\n",
        b"const { A = 1, B } = process.env; const c = process.env.C ?? `x${d}`;\n",
        b"@Get(':id') find(@Param('id') id: string) { return this.a.b(id); }\n",
        b"((((((((((((((((((((", b"{a:{a:{a:{a:{a:", b"a.b().c().d()", b"`${`${", b"x => ", b"<a>", b"[",
        b"import { a } from './a';\n", b"export * from './a';\n", b"a + b + ", b"a ? b : ", b"/* ", b"'\\",
    ),
    "src/a.py": (
        b"@app.get('/x')\nasync def f(a: int = Depends(g)):\n    return [q.get(i) for i in z]\n",
        b"A = os.environ['A'] or os.getenv('B', f'{c}')\n", b"class A(models.Model):\n    b = models.CharField()\n",
        b"from a import *\n", b"(((((((((((((((((((", b"if a:\n  ", b"'''", b"f'{f\"{", b"lambda: ", b"not ", b"a.b.",
        b"session.execute(text('SELECT ' + a))\n",
    ),
    "templates/a.html": (b"{{ a|safe }}", b"{{ a", b"<!-- ", b"{# ", b"{% autoescape off %}", b"<p>"),
    "views/a.ejs": (b"<%- a ", b"<%- a %>"),
    "views/a.pug": (b"p!= a\n", b"p(", b" "),
    "prisma/schema.prisma": (b"model A {\n  b Int @id\n  c B @relation(fields: [b])\n}\n", b"model A {\n", b"@@index([a, "),
    "migrations/a.sql": (b"CREATE TABLE a (b int REFERENCES c (d));\n", b"CREATE TABLE a (", b"'", b"--", b"/*"),
    "README.md": (b"# a\n```sh\nnpm install\n```\n", b"[a](b.md)", b"`", b"[", b"> "),
    "openapi.yaml": (b"  /a:\n    get: {}\n", b"- ", b"a: &a [*a, *a]\n", b"{", b"? "),
    "openapi.json": (b'{"a":', b"[", b'"a",'),
    ".gitignore": (b"**/", b"*a", b"[a-", b"!", b"/**/a/**/b\n"),
    ".env.example": (b"A=b\n", b"# A = ", b"A"),
    ".plumbline.yml": (b"ignore:\n  - '**/a'\n", b"- ", b"components: ["),
    "compose.yaml": (b"  a:\n    image: postgres\n", b"services: {"),
    ".github/workflows/a.yml": (b"on: push\n", b"jobs:\n  a:\n    steps:\n      - run: npm test\n"),
}
# fmt: on


def broken(files: Files, dice: random.Random) -> Files:
    """The same repository with some of its files broken."""
    made: dict[str, str | bytes] = {}
    for path, content in files.items():
        if isinstance(content, str | bytes):
            raw = (content.encode() if isinstance(content, str) else content)[:20_000]
            made[path] = raw if dice.random() < 0.3 else mutated(raw, dice)
    return made


def mutated(content: bytes, dice: random.Random) -> bytes:
    """A content after one to six changes."""
    for _ in range(dice.randint(1, 6)):
        at = dice.randint(0, len(content))
        to = min(len(content), at + dice.randint(0, 40))
        match dice.randint(0, 4):
            case 0:
                content = content[:at] + content[to:]
            case 1:
                content = content[:at] + content[at:to] * dice.randint(2, 9) + content[to:]
            case 2:
                content = content[:at] + dice.choice(WORDS) * dice.randint(1, 3) + content[at:]
            case 3:
                content = content[:at] + bytes([dice.randrange(256)]) + content[to:]
            case 4:
                content = content[:at]
    return content


def read(files: Files) -> tuple[RepositoryFacts, float]:
    """All facts of a repository, and the seconds of the processor that took."""
    tree = tree_of(files)
    started = time.process_time()
    return extract(tree, EXTRACTORS), time.process_time() - started


def raised(facts: RepositoryFacts) -> Iterator[str]:
    """The facts whose extractor raised something."""
    for values in (facts.repository, *(values for _, values in facts.by_component)):
        for kind, value in values.items():
            if isinstance(value, Unavailable) and RAISED in value.reason:
                yield f"{kind.__name__}: {value.reason}"


def share(task: tuple[int, int]) -> tuple[Counter[str], float, str]:
    """Read that many broken repositories, from a seed of their own."""
    count, seed = task
    logging.disable(logging.CRITICAL)
    dice = random.Random(seed)
    faults: Counter[str] = Counter()
    slowest, which = 0.0, ""
    for _ in range(count):
        case = dice.choice(CASES)
        facts, seconds = read(broken(case.files, dice))
        faults.update(raised(facts))
        if seconds > slowest:
            slowest, which = seconds, f"{case.check}: {case.name}"
    return faults, slowest, which


def megabytes(dice: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """Files of 1 MB: the path, what it is made of, and the content."""
    signs, long = (
        b"\n".join(bytes(dice.choices(range(32, 127), k=k)) for _ in range(MEGABYTE // (k + 1)))
        for k in (60, 1000)
    )
    for path, lines in {**LINES, "src/a.js": ()}.items():
        for line in lines:
            yield path, repr(line[:40]), line * (MEGABYTE // len(line))
        yield path, "bytes at random", dice.randbytes(MEGABYTE)
        yield path, "signs at random", signs
        yield path, "signs at random in long lines", long


def large(dice: random.Random) -> Iterator[tuple[float, str, list[str]]]:
    """The seconds for each kind of file of 1 MB, beside a small backend of each stack."""
    logging.disable(logging.CRITICAL)
    around: Files = {
        "package.json": '{"dependencies": {"express": "5", "prisma": "6", "pg": "8"}}',
        "app.js": "const express = require('express');\nexpress();\n",
        "requirements.txt": "fastapi\nsqlalchemy\ndjango\n",
        "main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    }
    _, alone = read(around)
    for path, name, content in megabytes(dice):
        facts, seconds = read({**around, path: content})
        yield seconds - alone, f"{path}: {name}", list(raised(facts))


def main() -> int:
    """Fuzz, and print."""
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    each = max(1, inputs // 40)
    faults: Counter[str] = Counter()
    started = time.perf_counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        shares = list(pool.map(share, [(each, seed * 1000 + n) for n in range(40)]))
    for found, _, _ in shares:
        faults.update(found)
    slowest = max(shares, key=lambda one: one[1])
    print(f"{each * 40:,} broken repositories in {time.perf_counter() - started:.0f} s")
    print(f"slowest: {slowest[1]:.2f} s ({slowest[2]})")
    timed = sorted(large(random.Random(seed)), key=lambda one: -one[0])
    for seconds, name, _ in timed[:8]:
        print(f"  1 MB of {name:60} {seconds:.2f} s")
    for _, name, found in timed:
        faults.update(f"{name}: {one}" for one in found)
    for fault, count in faults.most_common(40):
        print(f"RAISED {count}×: {fault}")
    return 1 if faults or timed[0][0] > MAX_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
