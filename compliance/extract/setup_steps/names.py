"""Tells by the name of a script, or by the text of a command, what it does in a set-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from compliance.extract.commands.steps import Invocation, Project
from compliance.facts.setup_steps import SetupStep

# Reads a command's words into the steps that it does.
Reader = Callable[[tuple[str, ...], Invocation, Project], Iterator[SetupStep]]

_WORD = re.compile(r"[A-Z]?[a-z0-9]{1,40}|[A-Z]{1,40}")
_STARTING = frozenset("dev start serve server run develop up runserver webserver launch".split())
_NO_SERVER = frozenset(
    """db database docker services service test tests testing e2e lint format build studio storybook
    infra stop down logs email emails docs seed seeds check typecheck generate codegen
    migrate migration migrations clean cypress playwright""".split()
)
INSTALLING = frozenset("install setup bootstrap init deps dependencies requirements sync".split())
_WHOLE = frozenset(
    """all project app apps dev development local full repo workspace workspaces packages package
    modules backend frontend server client api web ui quick first env fresh everything node npm yarn
    pnpm""".split()
)
# Commands of a project that are there for something else than to serve.
_ASIDE = frozenset("cli ctl admin tool tools client config shell worker console".split())
_SERVING = frozenset("docker compose services infra infrastructure containers dx".split())
_STORES = frozenset("db database redis postgres postgresql mongo mongodb mysql".split())
_MIGRATING = frozenset("migrate migrations migration migrator dbmigrate upgradedb syncdb".split())
_OTHER_MIGRATIONS = frozenset(
    """create generate gen new make add down rollback undo revert status check list diff squash
    baseline delete remove test tests reset copy build empty""".split()
)
_SCHEMAS = frozenset("db database schema prisma drizzle tables initdb createdb".split())
_MAKING = frozenset("push setup init reset sync upgrade create prepare deploy ensure".split())
_MAX = 4_000
# What runs migrations or pushes the schema, whatever stands around it.
_MIGRATE = re.compile(
    r"\b(?:manage(?:\.py)?|django-admin)\s{1,5}(?:migrate|migrate_schemas|syncdb)\b"
    r"|\balembic\b[^&|;]{0,100}\bupgrade\b|\b(?:flask|quart)\b[^&|;]{0,60}\bdb\s{1,5}upgrade\b"
    r"|\baerich\s{1,5}(?:upgrade|init-db)\b|\byoyo\s{1,5}apply\b"
    r"|\bprisma\b[^&|;]{0,60}\b(?:migrate\s{1,5}(?:dev|deploy|reset)|db\s{1,5}push)\b"
    r"|\bdrizzle-kit\b[^&|;]{0,60}\b(?:migrate|push)|\bknex\b[^&|;]{0,100}\bmigrate:(?:latest|up)\b"
    r"|\btypeorm\S{0,40}\b[^&|;]{0,200}\b(?:migration:run|schema:sync)\b"
    r"|\bsequelize\S{0,20}\b[^&|;]{0,100}\bdb:migrate(?![:\w])"
    r"|\bmikro-orm\b[^&|;]{0,100}\b(?:migration:up|schema:(?:update|create|fresh))\b"
    r"|\bnode-pg-migrate\b[^&|;]{0,100}\bup\b|\bkysely\b[^&|;]{0,60}\bmigrate\b"
    r"|\bsupabase\s{1,5}(?:start|db\s{1,5}(?:push|reset)|migration\s{1,5}up)\b"
    r"|\bace\b[^&|;]{0,60}\bmigration:run\b|\bdb-migrate\b[^&|;]{0,60}\bup\b"
    r"|\bdbmate\b[^&|;]{0,60}\b(?:up|migrate)\b|\bgraphile-migrate\s{1,5}(?:migrate|watch)\b"
    r"|\bmedusa\s{1,5}(?:db:migrate|db:setup|migrations\s{1,5}run)\b|\bpayload\s{1,5}migrate\b"
)


def first(words: tuple[str, ...]) -> str:
    """The first word that is no option; "" where there is none."""
    return next((word for word in words if not word.startswith("-")), "")


def migrates(text: str) -> bool:
    """Whether a command's text runs migrations, or pushes the schema."""
    return _MIGRATE.search(text[:_MAX]) is not None


def installs(script: str) -> bool:
    """Whether a script of a package is called for installing the project as a whole: what it runs
    is followed anyway.
    """
    words = {word.lower() for word in _WORD.findall(script[:300])}
    return bool(words & INSTALLING) and words <= INSTALLING | _WHOLE


def is_no_server(name: str) -> bool:
    """Whether a command's name says that it does something else than to serve."""
    words = {word.lower() for word in _WORD.findall(name[:300])}
    return bool(words & (_NO_SERVER | _OTHER_MIGRATIONS | _ASIDE))


def named(name: str) -> Iterator[SetupStep]:
    """What a script or target of a name is for, as far as its name tells."""
    words = {word.lower() for word in _WORD.findall(name[:300])}
    migrating = words & _MIGRATING or (words & _SCHEMAS and words & _MAKING)
    if migrating and not (words & _MIGRATING and words & _OTHER_MIGRATIONS):
        yield SetupStep.MIGRATIONS
    if words & _STARTING and not words & (_NO_SERVER | _OTHER_MIGRATIONS | INSTALLING):
        yield SetupStep.START
    if words & INSTALLING and not words & (_SCHEMAS | {"env", "hooks", "husky"}):
        yield SetupStep.INSTALL
    if words & _SERVING or (words & _STORES and words & {"up", "start", "run"}):
        yield SetupStep.SERVICES
    if "env" in words and words & {"copy", "cp", "create", "setup", "init", "generate", "make"}:
        yield SetupStep.ENVIRONMENT
