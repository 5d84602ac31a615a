"""What the methods of MongoDB's collections and of Mongoose's models are called, and do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.queries.chains import Chain
from compliance.extract.queries.query import Action, Filter
from compliance.extract.queries.reading import Found, conditions, mentions, orders, table_of
from compliance.extract.queries.receivers import assigned, generic, type_of

ACTIONS = {
    "find": Action.MANY,
    "aggregate": Action.MANY,
    "distinct": Action.MANY,
    "findOne": Action.ONE,
    "findById": Action.ONE,
    "exists": Action.ONE,
    "countDocuments": Action.COUNT,
    "estimatedDocumentCount": Action.COUNT,
    "count": Action.COUNT,
    "create": Action.CREATE,
    "insertMany": Action.CREATE,
    "insertOne": Action.CREATE,
    "bulkWrite": Action.UPDATE,
    "bulkSave": Action.UPDATE,
    "updateOne": Action.UPDATE,
    "updateMany": Action.UPDATE,
    "replaceOne": Action.UPDATE,
    "findOneAndUpdate": Action.UPDATE,
    "findOneAndReplace": Action.UPDATE,
    "findByIdAndUpdate": Action.UPDATE,
    "update": Action.UPDATE,
    "deleteOne": Action.DELETE,
    "deleteMany": Action.DELETE,
    "findOneAndDelete": Action.DELETE,
    "findOneAndRemove": Action.DELETE,
    "findByIdAndDelete": Action.DELETE,
    "findByIdAndRemove": Action.DELETE,
    "remove": Action.DELETE,
}
# Methods of a document.
OWN = {"save": Action.UPDATE, "deleteOne": Action.DELETE, "remove": Action.DELETE,
        "updateOne": Action.UPDATE}  # fmt: skip
OF_DRIVER = frozenset(
    """insertOne insertMany updateOne updateMany replaceOne findOneAndUpdate findOneAndReplace
    findOneAndDelete deleteOne deleteMany countDocuments estimatedDocumentCount""".split()
)
# Methods that a model of Mongoose or a collection has, whatever it is kept in, and little else.
_ITS_OWN = frozenset(
    """countDocuments estimatedDocumentCount findOneAndUpdate findOneAndReplace findOneAndDelete
    findOneAndRemove findByIdAndUpdate findByIdAndDelete findByIdAndRemove insertMany updateMany
    deleteMany bulkWrite""".split()
)
_OF_MODELS = re.compile(r"model|schema|entit", re.IGNORECASE)
# How a file of the program is named where it is taken in.
_FILES = (".", "/", "~", "@/", "#")
_RANGES = ("$gt", "$gte", "$lt", "$lte")
_GROUPS = ("$and", "$or", "$nor")


def by_its_name(program: Program, chain: Chain, *, by_driver: bool) -> Found | None:
    """What is asked of a model or a collection that cannot be followed: by a method that only
    these have, or of a model whose file is not there, as that of a package made from others.
    """
    if not by_driver and not mentions(program, b"mongoose", b"typegoose"):
        return None
    if _is_of_package(program, chain):
        return None
    for position, step in enumerate(chain.steps[:2]):
        action = ACTIONS.get(step.name)
        if action is None or not (step.arguments or action is Action.COUNT):
            continue
        before = chain.names[0] if position else chain.last
        own = step.name in _ITS_OWN or (by_driver and step.name in OF_DRIVER)
        if not before or not (own or (not position and _is_missing(program, chain))):
            continue
        called = program.value(chain.module, step.callee, chain.function)
        if called is None or not isinstance(called.value, Function):
            filters = tuple(filters_of(chain, step))
            return Found(action, before.removesuffix("Model"), filters=filters)
    return None


def _is_of_package(program: Program, chain: Chain) -> bool:
    """Whether what a chain is made on is of a type of a package's, or was made as one, which is no
    model by its name: `new Keyv().deleteMany(keys)`.
    """
    type_, _ = generic(type_of(program, chain.module, chain.base, chain.function))
    values = assigned(chain.function, chain.module, chain.base)
    made = (path_of(each.callee) for each in values if isinstance(each, Call) and each.constructs)
    for name in (type_, *made):
        source, _ = chain.module.imported(name.partition(".")[0]) or ("", "")
        if source and not source.startswith(_FILES) and not _OF_MODELS.search(f"{source} {name}"):
            return True
    return False


def _is_missing(program: Program, chain: Chain) -> bool:
    """Whether a chain is made on a class that is imported from a file of models that the program
    does not have. A name in capitals is that of a list, which is asked by a function, too.
    """
    source, _ = chain.module.imported(chain.base) or ("", "")
    is_class = chain.base[:1].isupper() and not chain.base.isupper()
    is_file_of_models = source.startswith(_FILES) and _OF_MODELS.search(source) is not None
    if not (is_class and is_file_of_models):
        return False
    if isinstance(chain.steps[0].argument(0), Function):
        return False
    found = program.meaning(chain.module, chain.base, chain.function)
    return found is None and mentions(program, b"mongoose")


def filters_of(chain: Chain, step: Call) -> Iterator[Filter]:
    """The columns by which a call filters and its chain orders."""
    first: Expression | None = step.argument(0)
    if step.name.startswith(("findById", "create", "insert", "aggregate", "bulk")):
        first = None
    table = table_of(chain.module, first, step.function)
    if table is not None:
        yield from conditions(table, _RANGES, _GROUPS)
    for sort in chain.all_steps("sort"):
        yield from orders(sort.argument(0))
