"""What a query stands in: functions, a transaction."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import (
    Call,
    Expression,
    Name,
    Sequence,
    Text,
    path_of,
    walk,
)
from compliance.extract.code.model import Function
from compliance.extract.queries.chains import Chain, base_of

_TRANSACTIONS = frozenset(
    """$transaction transaction transactional withTransaction inTransaction runInTransaction
    runTransaction transact atomic begin begin_nested in_transaction beginTransaction
    execute_transaction""".split()
)
# Names of a project's own for what runs a function in one, and for what opens one.
_RUNS = re.compile(
    r"^\$?(?:tx|trx|txn)$|^atomically$|^(?:run|do|exec|execute|wrap|perform|start|with|in|inside|within|open|ensure)"
    r"(?=[A-Z_])\w{0,20}(?:[Tt]ransaction(?:al)?|Tx|Trx|Txn|_tx)$"
)
_NAMED = re.compile(
    r"(?:^|_)atomic(?:_|$)|(?:^|_)transaction(?:_|$)|^Transactional$|[a-z]Transaction$"
    r"|Transaction(?:al)?(?:Interceptor|Middleware)$"
)
# `AtomicRequestMixin`; a `TransactionMixin` may be about payments.
_MIXINS = re.compile(r"Atomic\w{0,40}(?:Mixin|View|ViewSet)|Transactional\w{0,40}Mixin")
_UNIT = re.compile(r"(?:^|[._])(?:uow|unit_?of_?work)$", re.IGNORECASE)
# Options and methods by which a transaction is handed over, and names of one that code holds.
_HANDED = frozenset(["tx", "trx", "transaction", "transacting", "transactional", "txn"])
_NAMES = re.compile(
    r"^(?:tx|trx|txn|transaction|transacting|transactional|queryRunner)$|^(?:tx|trx|txn)[A-Z_]"
    r"|[a-z0-9](?:Tx|Trx|Txn)$|_(?:tx|trx|txn)$"
)
# Types of one; of what may be a row of a bank's only where SQL is run on it.
_TYPES = re.compile(
    r"TransactionClient\b|\bEntityManager\b|\bQueryRunner\b|\bKnex\.Transaction\b|\b(?:Pg|MySql|SQLite)Transaction\b"
)
_MAY_BE = re.compile(r"Transaction(?=[<|&\s]|$)")
_SQL = frozenset(["query", "execute", "exec", "raw", "$queryRaw", "$executeRaw"])
_OPENED = frozenset(["startTransaction", "beginTransaction", "start_transaction"])
# Signals of Django that it sends before it commits what was deleted or related.
_IN_TRANSACTIONS = frozenset(["pre_delete", "post_delete", "m2m_changed"])


def runs_in_one(call: Call) -> bool:
    """Whether a call runs the function that it is handed in a transaction: by its name, or by what
    it is made on, as `db.transaction().execute(…)` and `unitOfWork.run(…)` are.
    """
    if any(each.name in _TRANSACTIONS or _RUNS.search(each.name) for each in call.chain()):
        return True
    return _UNIT.search(base_of(call)) is not None


def functions_around(function: Function | None) -> Iterator[Function]:
    """A function and those that it stands in, innermost first."""
    each = function
    while each is not None:
        yield each
        each = each.outer


def in_transaction(chain: Chain) -> bool:
    """Whether a query certainly runs in a transaction, by what stands around it in its functions,
    or by what it is handed.
    """
    return _is_handed_one(chain) or is_inside(chain.call) or _is_collected(chain)


def is_inside(call: Call) -> bool:
    """Whether a call stands in a transaction: a block, a callback, a decorated function, or behind
    what opens one.
    """
    block = call.block
    for function in (*functions_around(call.function), None):
        while block is not None:
            if block.kind == "with" and block.subject is not None and _opens(block.subject):
                return True
            block = block.outer
        if function is None or _runs_inside(function):
            return function is not None
        block = function.block
    return False


@functools.lru_cache(maxsize=32)  # A function may make thousands of queries.
def _runs_inside(function: Function) -> bool:
    """Whether all that a function does is in a transaction, or behind what opens one."""
    around, class_ = function.argument_of, function.class_
    if around is not None and (runs_in_one(around) or _opens_before(around, function)):
        return True
    if any(_opens(each) or _is_signalled(each) for each in function.decorators):
        return True
    if class_ and (any(map(_opens, class_.decorators)) or any(map(_mixes_in, class_.bases))):
        return True
    return any(each.name in _OPENED or _is_begin(each) for each in function.calls)


def _opens(expression: Expression) -> bool:
    """Whether a decorator, or what `with` enters, opens a transaction."""
    for each in walk(expression):
        if isinstance(each, Name | Call):
            last = path_of(each).removesuffix("()").rpartition(".")[2]
            if last in _TRANSACTIONS or _NAMED.search(last):
                return True
    return False


def _mixes_in(base: Expression) -> bool:
    """Whether a view is built on what answers each request in a transaction."""
    return _MIXINS.fullmatch(path_of(base).rpartition(".")[2]) is not None


def _opens_before(call: Call, handler: Function) -> bool:
    """Whether a route has a middleware before its handler that opens a transaction."""
    if not call.arguments or not isinstance(call.arguments[0], Text):
        return False
    for each in call.arguments[1:]:
        if each is handler:
            return False
        if isinstance(each, Call) and _opens(Name(each.line, path=each.name)):
            return True
    return False


def _is_signalled(decorator: Expression) -> bool:
    """Whether Django calls a receiver of signals in the transaction of what it tells of."""
    if not isinstance(decorator, Call) or decorator.name != "receiver":
        return False
    given = decorator.argument(0, "signal")
    signals = given.items if isinstance(given, Sequence) else (given,) if given else ()
    return bool(signals) and all(
        path_of(each).rpartition(".")[2] in _IN_TRANSACTIONS for each in signals
    )


def _is_begin(call: Call) -> bool:
    """`client.query("BEGIN")`."""
    text = call.argument(0)
    if call.name not in ("query", "execute", "exec") or not isinstance(text, Text):
        return False
    return text.value.strip().upper().startswith(("BEGIN", "START TRANSACTION"))


def begins(call: Call) -> bool:
    """Whether a call begins a transaction, by its name or by the statement that it is handed."""
    return call.name in _TRANSACTIONS or call.name in _OPENED or _is_begin(call)


def is_transaction_name(name: str) -> bool:
    """Whether a name is one for a transaction, or for a client that runs in one."""
    return _NAMES.search(name) is not None


def _is_handed_one(chain: Chain) -> bool:
    """Whether a query is made on a transaction, or is handed one with its options."""
    if _is_on_one(chain.base) or not _HANDED.isdisjoint(chain.names) or _is_asked_for(chain):
        return True
    if _is_typed(chain):
        return True
    for step in chain.steps:
        for argument in (*step.arguments[-2:], *step.keywords.values()):
            entries = getattr(argument, "entries", None)
            if isinstance(entries, dict) and not _HANDED.isdisjoint(entries):
                return True
            if isinstance(argument, Name) and is_transaction_name(argument.path):
                return True
    return False


def _is_typed(chain: Chain) -> bool:
    """Whether a query is made on a parameter that is a transaction by its type, or on a repository
    that is asked of one.
    """
    head = chain.base.partition(".")[0]
    runs_sql = chain.base == head and chain.names[0] in _SQL
    type_ = _type_of(chain, head)
    if _TYPES.search(type_) or (runs_sql and _MAY_BE.search(type_)):
        return True
    made = (
        each.value
        for function in functions_around(chain.function)
        for each in (function.assigned(head) if head else ())
    )
    asked = next(made, None)
    of = asked.receiver.partition(".")[0] if isinstance(asked, Call) else ""
    return bool(of) and _TYPES.search(_type_of(chain, of)) is not None


def _type_of(chain: Chain, name: str) -> str:
    """The type of the parameter of a name in the functions around a query."""
    parameters = (
        each for function in functions_around(chain.function) for each in function.parameters
    )
    return next((each.type for each in parameters if each.name == name), "")


def _is_asked_for(chain: Chain) -> bool:
    """Whether a query is made on the client of the transaction that the caller has opened, by a
    call or by a name for it: `database.txClient().user`, `const users = database.txClient()`.
    """
    if any(map(is_transaction_name, chain.names[:-1])):
        return True
    head = chain.base.partition(".")[0]
    for function in functions_around(chain.function) if head not in ("", "this", "self") else ():
        found = function.assigned(head)
        if found:
            made = found[0].value
            return isinstance(made, Call) and any(
                is_transaction_name(step.name) for step in made.chain()
            )
    return False


def _is_on_one(base: str) -> bool:
    """Whether a base leads over a transaction; `prisma.transaction` is a table of that name."""
    parts = base.split(".")
    is_table = len(parts) > 1 and parts[-1] == "transaction" and parts[0] not in ("this", "self")
    return any(map(is_transaction_name, parts[:-1] if is_table else parts))


def _is_collected(chain: Chain) -> bool:
    """Whether a query is one of those that are handed to a transaction together."""
    return not chain.awaited and any(map(_collects, functions_around(chain.function)))


@functools.lru_cache(maxsize=32)
def _collects(function: Function) -> bool:
    """Whether a function hands queries to a transaction together."""
    return any(
        call.name in ("$transaction", "transaction", "batch")
        and call.arguments
        and not isinstance(call.arguments[0], Function)
        for call in function.calls
    )
