"""Outlines that another process makes ahead are those that would be made here."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future

import pytest

from compliance.collect.aside import second_process
from compliance.extract.base import Aside
from compliance.extract.code import Code, Module
from tests.compliance.repositories import tree_of

SERVICE = """
import { database } from './database';
export class Orders {
  async list(page) { return database.order.findMany({ take: 20, skip: page * 20 }); }
}
"""
FILES = {f"src/orders{number}.ts": SERVICE for number in range(40)}


class StandIn(Executor):
    """Stands in for another process: it is through with what it is handed, or `answers`."""

    def __init__(self, answer: Callable[[Future[object]], object] | None = None) -> None:
        self.handed: list[str] = []
        self._answer = answer

    def submit(self, function, /, *arguments, **keywords):  # type: ignore[no-untyped-def]
        self.handed += arguments[1]
        future: Future[object] = Future()
        if self._answer is None:
            future.set_result(function(*arguments, **keywords))
        else:
            self._answer(future)
        return future


def told(module: Module | None) -> object:
    """What an outline says, as far as it can be compared."""
    assert module is not None
    return (
        module.path,
        module.source,
        [(each.source, dict(each.names), each.line) for each in module.imports],
        [(each.qualified, each.line, each.module is module) for each in module.functions],
        [(each.path, each.line, each.function in module.functions) for each in module.calls],
        module.evidence(3),
    )


HERE = [told(each) for each in Code(tree_of(FILES)).modules(FILES)]


def ahead(executor: Executor) -> list[object]:
    code = Code(tree_of(FILES), Aside(executor))
    return [told(each) for each in code.modules(FILES)]


def test_what_was_made_ahead_is_what_would_be_made_here() -> None:
    executor = StandIn()

    assert ahead(executor) == HERE
    assert len(executor.handed) == len(set(executor.handed)) > 20
    assert executor.handed[0] == "src/orders39.ts"


def test_another_process_makes_them_too() -> None:
    with second_process() as executor:
        assert executor is not None
        assert ahead(executor) == HERE


def broken(_future: Future[object]) -> None:
    raise BrokenExecutor


@pytest.mark.parametrize(
    "answer",
    [
        lambda future: future.set_exception(BrokenExecutor()),
        lambda future: future.set_result({}),
        lambda future: None,
        broken,
    ],
    ids=["killed meanwhile", "nothing made", "never ready", "killed before"],
)
def test_what_is_not_there_is_made_here(answer: Callable[[Future[object]], object]) -> None:
    assert ahead(StandIn(answer)) == HERE


def test_why_a_file_cannot_be_had_is_said_all_the_same() -> None:
    files = {**FILES, "src/orders38.ts": f"{'a' * 30_000};\n"}
    code = Code(tree_of(files), Aside(StandIn()))

    assert len(list(code.modules(files))) == 39
    assert list(code.unread) == ["src/orders38.ts"]
    assert "a line of more than" in code.unread["src/orders38.ts"]


def test_a_byte_order_mark_is_no_part_of_the_source() -> None:
    marked = {path: codecs.BOM_UTF8.decode() + source for path, source in FILES.items()}
    executor = StandIn()
    code = Code(tree_of(marked), Aside(executor))

    assert [told(each) for each in code.modules(marked)] == HERE
    assert executor.handed


def test_few_files_are_made_here() -> None:
    executor = StandIn()
    code = Code(tree_of(FILES), Aside(executor))

    assert len(list(code.modules(list(FILES)[:3]))) == 3
    assert not executor.handed


def test_no_file_is_handed_over_that_was_made_before() -> None:
    executor = StandIn()
    code = Code(tree_of(FILES), Aside(executor))
    first = list(code.modules(list(FILES)[:3]))

    assert list(code.modules(FILES))[:3] == first
    assert not {each.path for each in first} & {*executor.handed}
