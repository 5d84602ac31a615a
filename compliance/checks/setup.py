"""Clauses backend:2.2 and 2.3, set-up: what a newcomer is told, fetches and formats code with."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    HEURISTIC,
    Evidence,
    Finding,
    Outcome,
    check,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.checks.database import without_migrations
from compliance.checks.services import is_a_file, needed_services
from compliance.facts import Component, Stack
from compliance.facts.database import DatabaseTools
from compliance.facts.environment import EnvironmentVariables
from compliance.facts.services import DataStores
from compliance.facts.setup import BiomeConfiguration
from compliance.facts.setup_steps import (
    GuideDocument,
    MigrationsAtStart,
    SetupGuides,
    SetupStep,
    ToldStep,
)
from compliance.facts.submodules import Submodules

_SHOWN = 5
_NOT_ASKED = "nothing here needs it"
# Tools that make the tables themselves when they are told to, in code or by the environment.
_MAKE_TABLES = frozenset(
    ["TypeORM", "Sequelize", "MikroORM", "SQLAlchemy", "Tortoise ORM", "Peewee", "Pony", "Leoric"]
)


@check("biome-configured", title="Biome is configured and installed", confidence=EXACT)
def biome_configured(component: Component, biome: BiomeConfiguration) -> Finding:
    """Install Biome with the project and commit its configuration.

    - pnpm: `pnpm add --save-dev --save-exact @biomejs/biome`, then `pnpm biome init` writes
      `biome.json`.
    - npm: `npm install --save-dev --save-exact @biomejs/biome`, then `npx biome init` writes
      `biome.json`.
    - Yarn: `yarn add --dev --exact @biomejs/biome`, then `yarn biome init` writes `biome.json`.
    - Bun: `bun add --dev --exact @biomejs/biome`, then `bunx biome init` writes `biome.json`.

    `biome migrate eslint --write` and `biome migrate prettier --write` take the rules of ESLint and
    Prettier over.
    """
    if component.stack is not Stack.NODE:
        return not_applicable(f"{component.manifest}: not a Node.js component")
    depends = tuple(Evidence(path, line) for path, line in biome.dependencies)
    if biome.files and depends:
        said = f"{biome.files[0]}, and {depends[0].path} depends on @biomejs/biome"
        return passed(said, biome.files[0], depends[0])
    if biome.files:
        said = f"{biome.files[0]} is there, but no package.json depends on @biomejs/biome"
        return failed(said, biome.files[0], component.manifest)
    if depends:
        said = f"{depends[0].path} depends on @biomejs/biome, but there is no biome.json(c)"
        return failed(said, *depends)
    return failed("no biome.json or biome.jsonc, and nothing depends on @biomejs/biome")


@check("submodules-initialise", title="Submodules come with the clone", confidence=EXACT)
def submodules_initialise(_component: Component, submodules: Submodules) -> Finding:
    """Let every submodule be named in `.gitmodules` with an address that everybody can reach.

    Add and remove them with `git submodule add` and `git rm`. Write `git submodule update --init
    --recursive` into the README or into the script that sets the repository up.
    """
    if not submodules.present:
        strays = ", ".join(submodules.without_entry[:_SHOWN])
        more = f" (although {strays} is a submodule in the tree)" if strays else ""
        return not_applicable(f"no .gitmodules{more}", *submodules.without_entry)
    if not submodules.entries and not submodules.without_entry:
        return not_applicable(".gitmodules names no submodule, and the tree has none")
    problems = [*_wrong_entries(submodules)]
    if not submodules.told and not submodules.unread:
        looked_in = ", ".join(submodules.looked_in[:_SHOWN]) or "there is no README and no script"
        said = f"nothing tells to run `git submodule update --init` (looked in: {looked_in})"
        problems.append((said, (Evidence(".gitmodules"),)))
    if problems:
        places = [place for _, where in problems for place in where]
        return failed("; ".join(said for said, _ in problems), *places)
    if not submodules.told:
        return unknown("; ".join(submodules.unread))
    said = f"each of {submodules.entries} submodules is named and in the tree"
    return passed(f"{said}; {submodules.told[0].path} fetches them", *submodules.told)


def _wrong_entries(submodules: Submodules) -> Iterable[tuple[str, tuple[Evidence, ...]]]:
    """What is wrong between `.gitmodules` and the tree, each with its places."""
    strays = tuple(Evidence(path) for path in submodules.without_entry)
    for said, places in (
        ("entries of .gitmodules that are no submodule in the tree", submodules.without_gitlink),
        ("entries of .gitmodules without an address", submodules.without_url),
        ("entries of .gitmodules whose address is a local path", submodules.local),
        ("submodules in the tree that .gitmodules does not name", strays),
    ):
        if places:
            yield f"{said}: {_few(places)}", places


@check(
    "setup-documented",
    title="The README tells every step from clone to running server",
    confidence=HEURISTIC,
)
def setup_documented(
    component: Component,
    guides: SetupGuides,
    at_start: MigrationsAtStart,
    variables: EnvironmentVariables,
    stores: DataStores,
    tools: DatabaseTools,
) -> Finding:
    """Write each step into the README, or into a document that it links to, as a command.

    - pnpm: `pnpm install`, then scripts of package.json, such as `pnpm migrate` and `pnpm dev`.
    - npm: `npm ci`, then scripts of package.json, such as `npm run migrate` and `npm run dev`.
    - Yarn: `yarn install`, then scripts of package.json, such as `yarn migrate` and `yarn dev`.
    - Bun: `bun install`, then scripts of package.json, such as `bun run migrate` and `bun run dev`.
    - Poetry: `poetry install`.
    - pip: `pip install -r requirements.txt`.
    - uv: `uv sync`.
    - Django: `python manage.py migrate`, `python manage.py runserver`.
    - Alembic: `alembic upgrade head`.
    - FastAPI: `fastapi dev`.
    - Flask: `flask run --debug`.

    `.env` comes by `cp .env.example .env`, services start by `docker compose up -d`. One command
    that does several of these, such as `make setup`, does as well.
    """
    documents = guides.of(component)
    told = dict(_told(documents, variables, at_start))
    asked = _asked(variables, stores, tools)
    missing = [step for step, reason in asked.items() if step not in told and not reason]
    places = [told[step].where for step in asked if step in told]
    found = listed(f"{step} ({told[step].where.path})" for step in asked if step in told)
    if missing and guides.unread:
        path, reason = guides.unread[0]
        return unknown(f"not told in what could be read: {listed(missing)}; {reason}", path)
    opaque = [each for document in documents for each in document.opaque]
    if missing and opaque:
        said = f"whether `{opaque[0].excerpt}` does that is not read"
        return unknown(f"not told by any other command: {listed(missing)}; {said}", *opaque)
    if SetupStep.INSTALL in told and SetupStep.START in told:
        reasons = [_unseen(step, variables, tools) for step in missing]
        if missing and all(reasons):
            said = f"{found} are told, but not how to {listed(missing)}"
            return unknown(f"{said}, and that may be no step of its own: {reasons[0]}", *places)
    if missing and not documents:
        return failed(f"there is no README; it should tell how to {listed(missing)}")
    if missing:
        names = listed(each.path for each in documents)
        also = f"; told: {found}" if found else ""
        verb = "does" if len(documents) == 1 else "do"
        said = f"{names} {verb} not tell how to {listed(missing)}{also}"
        return failed(said, documents[0].path, *places)
    undecided = [(step, reason) for step, reason in asked.items() if step not in told]
    if undecided:
        step, reason = undecided[0]
        return unknown(f"whether to {step} is a step here is open: {reason}", *places)
    return passed(f"told: {found}", *places)


def _unseen(step: SetupStep, variables: EnvironmentVariables, tools: DatabaseTools) -> str:
    """How a step may be done by what is told, where that would not be seen; "" where it would."""
    if step is SetupStep.ENVIRONMENT and all(each.has_default for each in variables.variables):
        return "the code goes on without each variable that it is seen to read"
    names = [each.name for each in tools.tools]
    if step is SetupStep.MIGRATIONS and _MAKE_TABLES.issuperset(names):
        return f"{listed(names)} can make the tables when the application starts"
    return ""


def _told(
    documents: Iterable[GuideDocument], variables: EnvironmentVariables, at_start: MigrationsAtStart
) -> Iterable[tuple[SetupStep, ToldStep]]:
    """Each step with a place that tells it, the best place of a step last."""
    names = {each.name for each in variables.variables}
    listed_ones = [each for document in documents for each in document.variables]
    for name, where in reversed(listed_ones):
        if name in names:
            yield SetupStep.ENVIRONMENT, ToldStep(SetupStep.ENVIRONMENT, where)
    found = [(each.step, each) for document in documents for each in document.told]
    for step, each in found:
        if step is SetupStep.START and at_start.where:
            yield SetupStep.MIGRATIONS, ToldStep(SetupStep.MIGRATIONS, each.where, at_start.where)
    yield from reversed(found)


def _asked(
    variables: EnvironmentVariables, stores: DataStores, tools: DatabaseTools
) -> dict[SetupStep, str]:
    """The steps that a component needs, each with the reason why that is open, or nothing."""
    asked = {SetupStep.INSTALL: "", SetupStep.ENVIRONMENT: "", SetupStep.SERVICES: ""}
    if not (variables.variables or variables.whole):
        asked[SetupStep.ENVIRONMENT] = variables.unread[0] if variables.unread else _NOT_ASKED
    needed = needed_services(stores)
    if all(map(is_a_file, needed)):
        asked[SetupStep.SERVICES] = stores.unread[0] if stores.unread else _NOT_ASKED
    elif all(each.optional and not each.replaceable for each in needed):
        asked[SetupStep.SERVICES] = f"only an optional dependency, {needed[0].library}, needs one"
    outside = without_migrations(stores, tools)
    is_open = outside is not None and outside.outcome is Outcome.UNKNOWN
    reason = outside.message if outside and is_open else _NOT_ASKED if outside else ""
    asked |= {SetupStep.MIGRATIONS: reason, SetupStep.START: ""}
    return {step: reason for step, reason in asked.items() if reason != _NOT_ASKED}


def _few(places: tuple[Evidence, ...]) -> str:
    named = [place.excerpt or place.path for place in places]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
