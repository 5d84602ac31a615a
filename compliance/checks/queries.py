"""Clauses backend:3.1 to 3.4, what the code asks of its database: how often, how, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.checks.base import (
    HEURISTIC,
    MAX_EVIDENCE,
    Evidence,
    Finding,
    check,
    counted,
    every,
    failed,
    listed,
    not_applicable,
    noted,
    passed,
    unknown,
)
from compliance.checks.parameters import Share
from compliance.facts.queries import (
    LoopedQueries,
    LooseWrites,
    SchemaChanges,
    SqlTexts,
    Strike,
    WritingReads,
)
from compliance.facts.routes import Routes
from compliance.facts.services import DataStores

_FEW = Share(0.05)
# A query that is seen serves so many routes at most, or most of the queries are not seen; of a few
# routes each may do without.
_ROUTES_OF_ONE = 5
_FEW_ROUTES = 10
# As many strikes are put into words in a message.
_NAMED = 3


@dataclass(frozen=True)
class _Words:
    """What is said of a rule's sites: that so many break it, that the one or that all keep it, and
    that there are none.
    """

    broken: str
    one: str
    many: str
    none: str


_READING = _Words(
    "routes of GET and HEAD write",
    "route of GET and HEAD only reads",
    "routes of GET and HEAD only read",
    "no route of GET and HEAD is seen",
)
_TOGETHER = _Words(
    "functions that write two or more tables do so outside a transaction",
    "function that writes two or more tables does so in a transaction",
    "functions that write two or more tables do so in a transaction",
    "no function writes two or more tables",
)
_ONCE = _Words(
    "queries run once for each row",
    "query runs once for all rows",
    "queries run once for all rows",
    "no query is seen",
)


@check(
    "rest-methods",
    title="Routes of GET and HEAD change nothing",
    confidence=HEURISTIC,
    attestable=True,
)
def rest_methods(routes: Routes, reads: WritingReads, *, exceptions: Share = _FEW) -> Finding:
    """Move what changes rows to a route of POST, PUT, PATCH or DELETE.

    - Express, Fastify, Hono, Koa: `router.post("/reports/:id/archive", archive)` instead of
      `router.get(…)`.
    - NestJS: `@Post()` instead of `@Get()`.
    - Next.js: `export async function POST(…)` instead of `GET`.
    - FastAPI: `@router.post(…)` instead of `@router.get(…)`.
    - Django REST framework: `@action(detail=True, methods=["post"])`.
    - Django: `@require_POST`, or `def post(self, request)` in the view.
    - Flask: `@app.post(…)`.

    Browsers, crawlers and caches call GET whenever they like, and more than once. Counters,
    last-seen dates, logs and sign-in may stay.
    """
    if not routes.resources:
        if routes.unread:
            return unknown(f"whether it serves HTTP resources is open: {routes.unread[0]}")
        return not_applicable("it serves no HTTP resources")
    unread = (*routes.unread, *reads.unread)
    return _of_sites(_READING, reads.sites, reads.strikes, unread, exceptions)


@check(
    "schema-changed-by-migrations-only",
    title="Only migrations change the schema",
    confidence=HEURISTIC,
)
def schema_changed_by_migrations_only(stores: DataStores, changes: SchemaChanges) -> Finding:
    """Let migrations make and change the tables, and nothing that runs with the program.

    - TypeORM: `synchronize: false` and `typeorm migration:generate`.
    - Sequelize: no `sync()`, but `sequelize-cli db:migrate`.
    - Prisma: `prisma migrate deploy` instead of `prisma db push`.
    - Drizzle: `drizzle-kit generate` and `migrate` instead of `push`.
    - Knex: `knex migrate:make` instead of `knex.schema.createTable(…)`.
    - SQLAlchemy: `alembic upgrade head` instead of `create_all`.
    - Django: `migrations.RunSQL(…)` in a migration instead of SQL in code.

    A `CREATE TABLE` in code becomes a migration too.
    """
    outside = _not_relational(stores)
    if outside:
        return outside
    strikes = changes.strikes
    if strikes:
        places = "place changes" if len(strikes) == 1 else "places change"
        return failed(
            f"{len(strikes)} {places} the schema outside of migrations: {_reasons(strikes)}",
            *_places(strikes),
        )
    if changes.unread:
        return unknown(f"nothing changes the schema in what could be read, but {changes.unread[0]}")
    return passed("nothing outside of migrations changes the schema")


@check(
    "multi-writes-in-transaction",
    title="What changes several tables does so in a transaction",
    confidence=HEURISTIC,
    attestable=True,
)
def multi_writes_in_transaction(
    stores: DataStores, writes: LooseWrites, *, exceptions: Share = _FEW
) -> Finding:
    """Put the writes of one function into one transaction, so that all of them happen or none.

    - Prisma: `prisma.$transaction(async (tx) => { … })`.
    - Drizzle, Knex: `db.transaction(async (tx) => { … })`.
    - TypeORM: `dataSource.transaction(async (manager) => { … })`.
    - Sequelize: `sequelize.transaction(async (transaction) => { … })`.
    - Django: `with transaction.atomic():`, or `ATOMIC_REQUESTS`, which covers no tasks.
    - SQLAlchemy: `with session.begin():`, or one `commit()` at the end.
    """
    outside = _not_relational(stores)
    if outside:
        return outside
    return _of_sites(_TOGETHER, writes.sites, writes.strikes, writes.unread, exceptions)


@check(
    "sql-parameterised",
    title="No SQL is built from variables",
    confidence=HEURISTIC,
    attestable=True,
)
def sql_parameterised(stores: DataStores, texts: SqlTexts) -> Finding:
    """Hand values to the driver beside the SQL, never in it.

    - Prisma: a tagged template, `prisma.$queryRaw` before the text, not `$queryRawUnsafe`.
    - Drizzle: a tagged template, `sql` before the text, not `sql.raw(…)`.
    - pg, TypeORM: `client.query("… WHERE id = $1", [id])`.
    - mysql2, Knex, Sequelize: `?` and a list, or `replacements`; Knex's `??` for names.
    - Django, psycopg: `cursor.execute("… WHERE id = %s", [id])`; names by
      `connection.ops.quote_name` or `psycopg.sql.Identifier`.
    - SQLAlchemy: `text("… WHERE id = :id")` with `{"id": id}`.

    Names of tables and columns go through the driver's own quoting, or come from constants.
    """
    outside = _not_relational(stores)
    if outside:
        return outside
    strikes = texts.strikes
    if strikes:
        return failed(
            f"{len(strikes)} of {texts.sites} SQL texts are built from variables: "
            f"{_spots(strikes)}",
            *_places(strikes),
        )
    if texts.unread:
        return unknown(f"no SQL is built from variables in what could be read, but "
                       f"{texts.unread[0]}")  # fmt: skip
    if not texts.sites:
        return passed("there is no raw SQL")
    also = f"; where {texts.open} of them come from cannot be told" if texts.open else ""
    return passed(f"none of {texts.sites} SQL texts is built from variables{also}")


@check(
    "queries-not-in-loops",
    title="No query runs once for each row",
    confidence=HEURISTIC,
    attestable=True,
)
def queries_not_in_loops(
    stores: DataStores, queries: LoopedQueries, routes: Routes, *, exceptions: Share = _FEW
) -> Finding:
    """Ask once for all rows before the loop, or let the ORM load the related ones.

    - Prisma: `include`, or `where: { id: { in: ids } }` and `createMany`.
    - Drizzle: `with`, `inArray(…)`, or `insert(…).values([…])` with all rows.
    - TypeORM: `relations` and `In(ids)`, or `save([…])` with all rows.
    - Knex: `whereIn("id", ids)`, or `insert([…])` with all rows.
    - Sequelize: `include`, `where: { id: ids }`, `bulkCreate`.
    - Mongoose: `populate`, `$in`, `bulkWrite`.
    - Django: `select_related`, `prefetch_related`, `bulk_create`, `bulk_update`.
    - SQLAlchemy: `selectinload`, `joinedload`, `in_(ids)`.

    In GraphQL a DataLoader gathers what resolvers want.
    """
    if not stores.databases:
        if stores.unread:
            return unknown(f"whether the code uses a database is open: {stores.unread[0]}")
        if not any(each.is_relational is None for each in stores.stores):
            return not_applicable("the code uses no database")
    served = len(routes.written)
    hidden = queries.sites * _ROUTES_OF_ONE < served and served > _FEW_ROUTES
    if hidden and len(queries.strikes) <= int(served * _ROUTES_OF_ONE * exceptions):
        return unknown(
            "how often queries run cannot be told: of the queries behind "
            f"{counted(served, 'route')} only {queries.sites} can be seen",
            *_places(queries.strikes),
        )
    return _of_sites(_ONCE, queries.sites, queries.strikes, queries.unread, exceptions)


def _of_sites(
    words: _Words, sites: int, strikes: Sequence[Strike], unread: Sequence[str], exceptions: Share
) -> Finding:
    """A rule that a few of its sites may break, rounded down."""
    said = every(sites, words.one, words.many) if sites else words.none
    if strikes:
        said = f"{len(strikes)} of {sites} {words.broken}"
    spots = f": {_spots(strikes)}; the rule allows {exceptions.percent}" if strikes else ""
    if len(strikes) > int(sites * exceptions):
        return failed(said + spots, *_places(strikes))
    if unread:
        return unknown(f"{said} in what could be read, but {unread[0]}", *_places(strikes))
    return passed(said + spots, *_places(strikes))


def _spots(strikes: Sequence[Strike]) -> str:
    """The first strikes of the first files; the evidence has all of them."""
    first: dict[str, str] = {}
    for each in strikes:
        spot = f"{each.where.path}, line {each.where.line} ({each.reason})"
        first.setdefault(each.where.path, spot)
    shown = list(first.values())[:_NAMED]
    rest = f" and {len(strikes) - len(shown)} more" if len(strikes) > len(shown) else ""
    return ", ".join(shown) + rest


def _reasons(strikes: Sequence[Strike]) -> str:
    reasons = dict.fromkeys(f"{each.reason} ({each.where.path})" for each in strikes)
    return listed(reasons, _NAMED)


def _places(strikes: Sequence[Strike]) -> tuple[Evidence, ...]:
    return tuple(noted(each.where, each.reason) for each in strikes[:MAX_EVIDENCE])


def _not_relational(stores: DataStores) -> Finding | None:
    """Why a clause on relational databases does not concern a component; None where it does."""
    if stores.relational:
        return None
    if stores.perhaps_relational:
        store = stores.perhaps_relational[0]
        return unknown(
            f"whether {store.library} talks to a relational database cannot be told", store.where
        )
    if stores.unread:
        return unknown(f"whether the code uses a database is open: {stores.unread[0]}")
    return not_applicable("the code uses no relational database")
