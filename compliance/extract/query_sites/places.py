"""Which files are scripts or migrations, and why some could not be read."""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Iterator

from compliance.extract.code.expressions import path_of
from compliance.extract.code.missing import missing
from compliance.extract.code.model import Function, Module
from compliance.extract.code.program import Program

# Why files could not be read is kept for so many of them.
MAX_UNREAD = 5
_SCRIPTS = frozenset(
    """script scripts seed seeds seeder seeders seeding bin commands cli oneoff oneoffs one-off
    one-offs one_off one_offs""".split()
)
_SCRIPT = re.compile(
    r"(?:^|[._-])seed(?:s|er|ers|ing)?(?:[._-]|$)|^(?:manage|cli)\.py$|test[-_]?setup|setup[-_]?tests?"
    r"|test[-_]?(?:utils|helpers?)|^test\.py$|jest\.|vitest\."
    r"|^init_?db\b|^initial_?data\b|(?:random|sample|fake|dummy|demo|mock)[-_]?data"
    r"|^factories\.py$|^data[-_]?creator|^(?:create|load|populate|insert)[-_]?(?:default|initial|test)[-_]?data",
    re.IGNORECASE,
)
_TEST_FOLDER = re.compile(r"(?:^|[-_])test(?:s|ing)?[-_]?(?:utils?|helpers?|kit|support)$")
# Packages of which rows for tests are made, and what the tests of a project have for that: a part
# of the service may be about tests, and what Django has for tests settings are overridden by too.
_MAKES_ROWS = frozenset("factory_boy model_bakery model_mommy mixer pytest_factoryboy".split())
_OF_TESTS = re.compile(
    r"^(?:\w[\w.]{0,200}\.)?tests?\.(?:\w{1,40}_)?(?:factor(?:y|ies)|fixtures?|mixers?)(?:\.|$)"
    r"|^factory\.(?:django|alchemy|mongoengine)$"
)
# Commands of Flask or of one's own; commands that messages are made of know no command line.
_COMMANDS = re.compile(r"(?:^|/)commands(?:\.py$|/)")
_COMMAND_LINE = re.compile(
    rb"^(?:import|from)[ \t]{1,9}(?:argparse|click|flask\.cli|typer)\b", re.MULTILINE
)
_TAKES_COMMANDS = re.compile(
    rb"^(?:import|from)[ \t]{1,9}(?:click|typer|flask_script)\b", re.MULTILINE
)
# Words of files that may query.
_QUERYING = (
    b"prisma", b"epository", b"mongoose", b"drizzle", b"knex", b"sequelize", b".query(",
    b".execute(", b".objects.", b"session.", b"sqlalchemy", b"CREATE TABLE",
)  # fmt: skip
_MIGRATIONS = frozenset("alembic migrate migrator migrators schema-migrations".split())
# Where Alembic keeps its own. Documents have versions and revisions too: those of it are named by
# what they are made of.
_REVISIONS = frozenset(["versions", "revisions"])
# Steps of a tool of one's own are numbered; what is sold as an upgrade is not.
_UPGRADES = frozenset(["upgrade", "upgrades"])
_NUMBERED = re.compile(r"v?\d{1,4}[_.-]")
_STEPS = re.compile(r"(?i)upgrade|migrat")
_REGISTERS = frozenset(["register", "step"])
_MIGRATES = re.compile(r"(?:^|[._-])migrat(?:e|or)$")
_REVISION = re.compile(r"(?:[0-9a-f]{6,40}|\d{2,4})[_-].{0,200}\.py")


def is_script(module: Module) -> bool:
    """Whether a file runs by itself, once: a script, a seed, a management command, a migration; or
    only helps tests.
    """
    if _is_script(module.path) or is_migration(module) or _has_commands(module):
        return True
    return module.is_python and _helps_tests(module)


@functools.lru_cache(maxsize=1)  # As for a migration.
def _helps_tests(module: Module) -> bool:
    """Whether a file of Python makes rows for tests: what it is made of says so."""
    makes = any(each.source.partition(".")[0] in _MAKES_ROWS for each in module.imports)
    return makes or any(_OF_TESTS.search(each.source) for each in module.imports)


@functools.lru_cache(maxsize=1)  # As for a migration.
def _has_commands(module: Module) -> bool:
    """Whether a file of Python is one of commands for a command line."""
    named = module.is_python and _COMMANDS.search(module.path) is not None
    return named and _COMMAND_LINE.search(module.source) is not None


def is_command(function: Function | None) -> bool:
    """Whether a function of Python is a command of a command line, or stands in one, wherever its
    file is: `@app.cli.command()`, `@click.command()`, Flask-Script's `@manager.command`.
    """
    each = function
    while each is not None:
        paths = (path_of(made).removesuffix("()") for made in each.decorators)
        if each.module is not None and any(_makes_command(each.module, path) for path in paths):
            return True
        each = each.outer
    return False


def _makes_command(module: Module, path: str) -> bool:
    """Whether a decorator makes a command; a bot has commands too, which know no command line."""
    if path.endswith("cli.command"):
        return True
    return path.endswith(".command") and _TAKES_COMMANDS.search(module.source) is not None


def _is_script(path: str) -> bool:
    *folders, name = path.split("/")
    names = [each.lower() for each in folders]
    in_scripts = not _SCRIPTS.isdisjoint(each for each in names if each != "commands")
    return (
        in_scripts
        or any(each.startswith(".") for each in folders)
        # No other file of Python can take in one of such a name.
        or (name.endswith(".py") and "-" in name)
        or ("management" in names and "commands" in names)
        or _SCRIPT.search(name) is not None
        or _is_migration(path)
    )


def is_aside(program: Program, module: Module) -> bool:
    """Whether a component never runs a file of its program: a script of another package, a tool in
    a hidden folder, what helps tests.
    """
    folders = module.path.lower().split("/")[:-1]
    if any(each.startswith(".") or _TEST_FOLDER.search(each) for each in folders):
        return True
    own = f"{program.component.path}/" if program.component.path else ""
    return not module.path.startswith(own) and _is_script(module.path)


# Each query of a module asks, and a hostile one has very many; the next module's come after it.
@functools.lru_cache(maxsize=1)
def is_migration(module: Module) -> bool:
    """Whether a file is a migration, or runs them, by its folder or its name, because it has a
    function for the way there and one for the way back, or says which revision it follows.
    """
    return _is_migration(module.path) or _goes_both_ways(module) or _is_revision(module)


def is_step(function: Function | None) -> bool:
    """Whether a function is registered as one step of the schema: `@upgrades.register("Lines")`."""
    each = function
    while each is not None:
        for one in each.decorators:
            table, _, done = path_of(one).removesuffix("()").rpartition(".")
            if done in _REGISTERS and _STEPS.search(table):
                return True
        each = each.outer
    return False


def _goes_both_ways(module: Module) -> bool:
    names = {each.name for each in module.functions}
    return names.issuperset(("up", "down")) or names.issuperset(("upgrade", "downgrade"))


def _is_revision(module: Module) -> bool:
    """Whether it is one of Alembic's, whatever its file is called."""
    folders = module.path.lower().split("/")[:-1]
    return b"down_revision" in module.source and not _REVISIONS.isdisjoint(folders)


def _is_migration(path: str) -> bool:
    *folders, name = path.lower().split("/")
    return (
        not _MIGRATIONS.isdisjoint(folders)
        or (not _REVISIONS.isdisjoint(folders) and _REVISION.fullmatch(name) is not None)
        or (not _UPGRADES.isdisjoint(folders) and _NUMBERED.match(name) is not None)
        or any("migration" in each or "alteration" in each for each in folders)
        or "migration" in name
        or _MIGRATES.search(posixpath.splitext(name)[0]) is not None
    )


def unread(program: Program) -> tuple[str, ...]:
    """Why some file that may query could not be read."""

    def reasons() -> Iterator[str]:
        for path, reason in missing(program):
            content = program.code.tree.contents.get(path)
            may = content is None or any(word in content for word in _QUERYING)
            if may and not _is_script(path):
                yield reason

    return tuple(itertools.islice(reasons(), MAX_UNREAD))
