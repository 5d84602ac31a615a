"""What the outlines keep of loops."""

import pytest

from compliance.extract.code import outline
from compliance.extract.code.expressions import Operation


@pytest.mark.parametrize(
    ("path", "source", "target"),
    [
        ("a.ts", "for (const row of rows) { run(row); }", "row"),
        ("a.js", "for (const { id } of rows) { run(id); }", ""),
        ("a.js", "for (let i = 0; i < 3; i++) { run(i); }", ""),
        ("a.py", "for row in rows:\n    run(row)\n", "row"),
        ("a.py", "for key, row in rows:\n    run(row)\n", ""),
        ("a.py", "x = [run(row) for row in rows]\n", "row"),
        ("a.py", "with opened() as row:\n    run(row)\n", ""),
    ],
)
def test_a_loop_knows_what_each_item_is_called(path: str, source: str, target: str) -> None:
    calls = outline(path, source.encode()).calls

    (run,) = (call for call in calls if call.path == "run")
    assert run.block is not None
    assert run.block.target == target


def test_a_counting_loop_knows_how_it_counts() -> None:
    source = b"for (let i = 0; i < rows.length; i += 500) { run(i); }"

    run = next(call for call in outline("a.ts", source).calls if call.path == "run")

    assert run.block is not None
    assert isinstance(run.block.subject, Operation)
    assert run.block.subject.operator == "+="
