"""Source files that no person writes: they are named as not read, and nothing falls over them."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from compliance.extract.code import outline
from compliance.extract.code.grammars import grammar
from compliance.tree import Unreadable

_READS = b"const { A = 1, B } = process.env; const c = process.env.C ?? `x${d}`;\n"
_DICE = random.Random(1)
_SIGNS = b"\n".join(bytes(_DICE.choices(range(32, 127), k=60)) for _ in range(3_000))
# fmt: off
HOSTILE = {
    "blocks over which the parser falls": ("a.ts", b"{a:{a:{a:{a:\n" * 60_000, "opening braces"),
    "parentheses in each other": ("a.js", b"(\n" * 30_000 + b"1" + b")\n" * 30_000, "deep"),
    "parentheses that are never closed": ("a.py", b"(((((((((\n" * 20_000, "do not parse"),
    "bytes at random as Python": ("a.py", _DICE.randbytes(200_000), "do not parse"),
    "bytes at random as JavaScript": ("a.js", _DICE.randbytes(200_000), "do not parse"),
    "signs at random": ("a.ts", _SIGNS, "do not parse"),
    "27 signs over which the parser goes in circles": (
        "a.js", b"[Z0'b[he'+)`D=ATA=.Eag|[J6}", "does not get past",
    ),
    "such signs within a large file": (
        "a.js", b"f(1);\n" * 100_000 + b"[Z0'b[he'+)`D=ATA=.Eag|[J6}", "does not get past",
    ),
    "very many names": ("a.ts", _READS * 14_000, "names and signs"),
}
# fmt: on


@pytest.mark.parametrize(("path", "source", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_no_person_writes_is_not_read(path: str, source: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        outline(path, source)


def test_a_file_with_a_place_that_does_not_parse_is_read_beside_it() -> None:
    read = outline("a.js", b"const a = { b: [1, 2, f(3)] };\n" * 300 + b"const = ;\ng();\n")
    assert read.broken == 301
    assert {call.name for call in read.calls} == {"f", "g"}


def test_a_file_with_types_that_no_grammar_knows_in_each_line_is_read() -> None:
    typed = "const total%d = (of: ?Order, to: {| at: ?number |}) => of;\n"
    source = "".join(typed % number for number in range(2900)).encode()

    assert grammar(".js").parse("orders.js", source).descendant_count > 2900


@pytest.mark.parametrize(
    "source",
    [
        b"const a = [" + b"1," * 120_000 + b"];\n",
        b"x(" + b"!" * 9_000 + b"a);\n",
        b"f(1) +\n" * 9_000 + b"1",
    ],
    ids=["a long literal", "signs in a row", "a long sum"],
)
def test_what_is_put_together_at_one_place_in_the_end_is_read(source: bytes) -> None:
    assert grammar(".js").parse("a.js", source).descendant_count > len(source) // 10


def test_a_file_after_one_that_was_given_up_is_read_from_its_beginning() -> None:
    with pytest.raises(Unreadable):
        outline("a.py", random.Random(2).randbytes(200_000))
    assert [call.path for call in outline("b.py", b"f(1)\n").calls] == ["f"]


def test_a_node_tells_its_text() -> None:
    source = b"first(1)\n" * 2_000 + b"last(2)\n"
    root = grammar(".py").parse("a.py", source)
    assert root.children[-1].text == b"last(2)"
    assert root.text == source


def test_no_source_stays_in_memory_that_was_parsed() -> None:
    source = b"first('%b')\n" % (b"x" * 90) * 1_000
    for _ in range(3):  # What is made once, such as the grammar, is made by now.
        outline("a.py", source)
    tracemalloc.start()
    for number in range(10):
        outline("a.py", source + b"last(%d)\n" % number)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Of ten of them the binding keeps traces of having asked.
    assert kept < 5 * len(source)
