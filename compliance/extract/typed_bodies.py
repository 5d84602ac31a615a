"""Whether the type of a parameter holds a body to something: a class with class-validator's
decorators, or one that a schema of Zod makes.
"""

from __future__ import annotations

import functools
import re

from compliance.extract.code.expressions import Call, Expression, Name, path_of, walk
from compliance.extract.code.model import Class, Function, Module, Parameter
from compliance.extract.code.program import Program
from compliance.extract.code.types import named_by, written_type
from compliance.extract.validators import is_validator

# Packages whose decorators say of a field how it is stored, shown or changed.
_DESCRIBING = (
    "@nestjs/swagger", "@nestjs/mongoose", "@nestjs/graphql", "@mikro-orm/", "@typegoose/",
    "typeorm", "type-graphql", "sequelize-typescript", "class-transformer", "mongoose",
)  # fmt: skip
# Pipes of NestJS that refuse what is not of a type: of one part of a body they hold all there is.
_PIPE = re.compile(r"Parse(?:Array|Bool|Date|Enum|Float|Int|UUID)Pipe")
# What any pipe of its own kind, or whoever does by hand what the usual one does, is known by.
_PIPES = (
    b"ValidationPipe", b"PipeTransform", b"APP_PIPE", b"GlobalPipes", b"UsePipes",
    b"validateOrReject", b"plainToInstance", b"plainToClass",
)  # fmt: skip
# What makes an application of NestJS.
_MAKING = "NestFactory.create"
# As modules are called that bring what all of an application needs.
_CORE = re.compile(r"(?:Base|Common|Core|Foundation|Platform|Shared)(?:[A-Z]\w{0,60})?Module$")
# Types of FastAPI's parameters that hold a body to no more than being an object, if to that.
_ANYTHING = re.compile(
    r"(?:Optional\[|Annotated\[)?(?:\w{1,40}\.)?"
    r"(?P<kind>[dD]ict(?:\[\s{0,9}\w{1,40}\s{0,9},\s{0,9}(?:\w{1,40}\.)?(?:Any|object)\s{0,9}\])?|Any)"
    r"\s{0,9}(?:\]|\|\s{0,9}None|,\s{0,9}Body\(.{0,200})?"
)
# What a class or a function is given; such a list may hold another one's head.
_GIVEN = re.compile(rb"\b(?:class|function)\s{1,9}\w{1,80}\s{0,9}(?=<(?P<given>[^;{}()]{0,300}))")
_WORD = re.compile(rb"\b[A-Za-z_]\w{0,99}+\b")


def is_typed(program: Program, parameter: Parameter, handler: Function) -> bool:
    """Whether the type of NestJS's `@Body()` is a class that class-validator, or Zod, holds it
    to, or a pipe does.
    """
    for decorator in parameter.decorators:
        for each in walk(decorator):
            name = path_of(each) if isinstance(each, Name | Call) else ""
            name = name.removesuffix("()")
            if is_validator(name) or _PIPE.fullmatch(name) or _is_pipe(program, handler, name):
                return True
    return _is_validated_class(program, parameter.type, handler) and not _lacks_pipes(program)


def _is_pipe(program: Program, handler: Function, name: str, hops: int = 4) -> bool:
    """Whether a name is of a class that is built on one that validates, as a pipe of one's own is:
    `class OrderPipe extends JoiValidationPipe`.
    """
    found = program.meaning(handler.module, name) if handler.module and name else None
    while found is not None and isinstance(found.value, Class) and hops:
        bases = [path_of(each) for each in found.value.bases]
        if any(is_validator(each) for each in bases):
            return True
        found = program.meaning(found.module, bases[0]) if bases else None
        hops -= 1
    return False


def _lacks_pipes(program: Program) -> bool:
    """Whether an application that NestJS makes here has no pipe anywhere: then decorators say of
    what form a body should be, and nothing holds it to that. Every handler asks the same.

    Source: https://docs.nestjs.com/techniques/validation
    """
    if program.lacks_pipes is None:
        program.lacks_pipes = _is_without_pipes(program)
    return program.lacks_pipes


def _is_without_pipes(program: Program) -> bool:
    if not program.mentions(b"NestFactory.create") or program.mentions(*_PIPES):
        return False
    made = program.modules(b"NestFactory.create")
    return not any(_hands_it_out(program, each) for each in made) and not any(
        _is_based_elsewhere(program, each) for each in program.modules(b"Module")
    )


def _is_based_elsewhere(program: Program, module: Module) -> bool:
    """Whether a file takes the module that an application is built on from a package that nobody
    can see, and that may bring a pipe with it: by the name of the module, or one of an
    organization that is not called after NestJS, as those for everybody are.
    """
    for each in module.imports:
        names = [name for name in each.names.values() if name.endswith("Module")]
        is_others = each.source.startswith("@") and "nestjs" not in each.source
        may_be = is_others and any(name != "Module" for name in names)
        if (may_be or any(map(_CORE.search, names))) and _is_unseen(program, module, each.source):
            return True
    return False


def _hands_it_out(program: Program, module: Module) -> bool:
    """Whether a file hands the application that it makes to a package that nobody can see, by
    whatever name, be it among options.
    """
    names = {"app"} | {each.target for each in module.assignments if _makes(each.value)}
    for call in module.calls:
        source = (module.imported(call.path.partition(".")[0]) or ("",))[0]
        if not source or not _is_unseen(program, module, source):
            continue
        handed = (each for argument in call.arguments for each in walk(argument))
        if any(each.path in names if isinstance(each, Name) else _makes(each) for each in handed):
            return True
    return False


def _makes(value: Expression) -> bool:
    return isinstance(value, Call) and value.path.startswith(_MAKING)


def _is_unseen(program: Program, module: Module, source: str) -> bool:
    """Whether what a file takes in is of a package that is not in the repository, nor NestJS's."""
    return not source.startswith("@nestjs/") and not program.imports.target(module.path, source)


def takes_anything(handler: Function, path: str) -> str:
    """The name of the parameter by which a handler of FastAPI takes a body whatever is in it, as in
    `order: dict`; empty where there is none. What may be anything at all is taken from the query
    unless it is said to be a body.
    """
    for each in handler.parameters:
        default = path_of(each.default).removesuffix("()") if each.default is not None else ""
        is_body = default.rpartition(".")[2] == "Body" or "Body(" in each.type
        is_elsewhere = isinstance(each.default, Call) and not is_body
        if is_elsewhere or f"{{{each.name}}}" in path:
            continue
        taken = _ANYTHING.fullmatch(each.type.strip())
        if taken and (is_body or taken["kind"] != "Any"):
            return each.name
    return ""


def holds(program: Program, class_: Class, keys: frozenset[str], hops: int = 5) -> bool:
    """Whether one of some fields of a class, or of those that it is built on, may be held to
    something; one that no class declares may be, too.
    """
    declared = {each.name: each for each in class_.fields if each.name in keys}
    marks = [mark for each in declared.values() for mark in each.decorators]
    module = class_.module
    if module is None or any(_may_hold(module, each) for each in marks):
        return True
    left = keys - declared.keys()
    bases = [program.meaning(module, path_of(each)) for each in class_.bases]
    above = [each.value if each is not None else None for each in bases]
    if not left or not above or hops <= 0:
        return bool(left)
    return any(not isinstance(one, Class) or holds(program, one, left, hops - 1) for one in above)


def is_generic(program: Program, parameter: Parameter, handler: Function) -> bool:
    """Whether a type is one that the class or the function around a handler is given: nobody but
    who names that class knows what it is.
    """
    module, name = handler.module, named_by(parameter.type)
    declared = module is not None and (
        module.imported(name) is not None
        or program.meaning(module, name) is not None
        or bool(written_type(module.source, name))
    )
    return module is not None and not declared and name.encode() in _generics(module)


@functools.lru_cache(maxsize=2)  # A file may have thousands of handlers.
def _generics(module: Module) -> frozenset[bytes]:
    """The names in what the classes and functions of a module are given in angle brackets."""
    given = (each["given"] for each in _GIVEN.finditer(module.source))
    return frozenset(word for each in given for word in _WORD.findall(each))


def _is_validated_class(
    program: Program, type_: str, handler: Function, hops: int = 5, place: Module | None = None
) -> bool:
    """Whether a type is a class whose fields are held to something, or one that cannot be
    followed, such as another package's: what is not seen is not proven.
    """
    name = type_.partition("<")[0].partition("[")[0].strip()
    module = place or handler.module
    if module is None or not name or name in ("any", "unknown", "object", "Record"):
        return False
    meaning = program.meaning(module, name)
    if meaning is None:
        return _is_elsewhere(program, module, name)
    class_ = meaning.value
    if isinstance(class_, Class) and not (class_.fields or class_.methods or class_.bases):
        return True  # One without a field brings nothing in.
    while isinstance(class_, Class) and hops:
        marks = (each for field in class_.fields for each in field.decorators)
        if any(_may_hold(meaning.module, each) for each in marks):
            return True
        base = class_.bases[0] if class_.bases else None
        if base is None:
            return False
        if isinstance(base, Call):  # createZodDto(schema), PartialType(Other)
            return is_validator(path_of(base)) or (
                base.name.endswith("Type")
                and _is_of_validated(program, meaning.module, base, handler, hops - 1)
            )
        inner = program.meaning(meaning.module, path_of(base))
        if inner is None:
            return _is_elsewhere(program, meaning.module, path_of(base))
        meaning, class_ = inner, inner.value
        hops -= 1
    return False


def _is_of_validated(
    program: Program, module: Module, mapped: Call, handler: Function, hops: int
) -> bool:
    """Whether one of the classes that a type is mapped from is validated, or cannot be followed."""
    if not mapped.arguments:
        return True
    named = (each.path for each in mapped.arguments if isinstance(each, Name))
    nested = (each for each in mapped.arguments if isinstance(each, Call) and hops)
    return any(_is_validated_class(program, each, handler, hops, module) for each in named) or any(
        _is_of_validated(program, module, each, handler, hops - 1) for each in nested
    )


def _may_hold(module: Module, decorator: Expression) -> bool:
    """Whether a field's decorator may hold it to something: it is of no package that only says how
    it is stored, shown or changed.
    """
    head = path_of(decorator).removesuffix("()").partition(".")[0]
    imported = module.imported(head)
    return imported is None or not imported[0].startswith(_DESCRIBING)


def _is_elsewhere(program: Program, module: Module, name: str) -> bool:
    """Whether a name is taken in from no file of the repository."""
    imported = module.imported(name.partition(".")[0])
    return imported is not None and not program.imports.target(module.path, imported[0])
