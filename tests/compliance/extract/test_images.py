"""Which engine an image or a service runs, by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.images import engine_by_name, engine_of, may_be_any, repository, resolved
from compliance.facts.services import Engine

IMAGES = {
    Engine.POSTGRESQL: """postgres postgres:16-alpine docker.io/library/postgres:16
        bitnami/postgresql-repmgr supabase/postgres:15.1 pgvector/pgvector:pg16 postgis/postgis
        timescale/timescaledb-ha:pg14 cockroachdb/cockroach ghcr.io/acme/postgres-custom@sha256:0a
        tensorchord/pgvecto-rs:pg14 citusdata/citus acme/postgres_mongo_fdw:17.6_fdw5.5""",
    Engine.MYSQL: "mysql:8 mysql/mysql-server mariadb:11 percona:8 bitnami/mariadb-galera",
    Engine.MONGODB: """mongo:7 mongodb/mongodb-community-server percona/percona-server-mongodb:6
        ghcr.io/ferretdb/ferretdb""",
    Engine.REDIS: """redis:7 redis/redis-stack-server valkey/valkey:8 eqalpha/keydb
        docker.dragonflydb.io/dragonflydb/dragonfly localhost:5000/mirror/redis:7""",
    Engine.RABBITMQ: "rabbitmq:3-management cloudamqp/lavinmq",
    Engine.KAFKA: """confluentinc/cp-kafka:7 bitnami/kafka apache/kafka-native redpandadata/redpanda
        confluentinc/cp-server""",
    Engine.ELASTICSEARCH: """docker.elastic.co/elasticsearch/elasticsearch:8.1.0
        opensearchproject/opensearch:2""",
    Engine.SQL_SERVER: """mcr.microsoft.com/mssql/server:2022 mcr.microsoft.com/azure-sql-edge
        microsoft/mssql-server-linux""",
    Engine.ORACLE: "container-registry.oracle.com/database/free gvenzl/oracle-free:23",
    None: """dpage/pgadmin4 prometheuscommunity/postgres-exporter edoburu/pgbouncer phpmyadmin
        prodrigestivill/postgres-backup-local mongo-express rediscommander/redis-commander
        redis/redisinsight oliver006/redis_exporter provectuslabs/kafka-ui redpandadata/console
        confluentinc/cp-kafka-connect confluentinc/cp-schema-registry confluentinc/cp-zookeeper
        opensearchproject/opensearch-dashboards docker.elastic.co/kibana/kibana node:22 $ acme/api
        mysql/mysql-router postgrest/postgrest""",
}


@pytest.mark.parametrize(
    ("image", "engine"),
    [(image, engine) for engine, images in IMAGES.items() for image in images.split()],
)
def test_an_image_tells_its_engine(image: str, engine: Engine | None) -> None:
    assert engine_of(image) is engine


@pytest.mark.parametrize(
    ("service", "engine"),
    [
        ("postgres", Engine.POSTGRESQL),
        ("postgres_db", Engine.POSTGRESQL),
        ("my-redis", Engine.REDIS),
        ("api-redis", Engine.REDIS),
        ("mysql8", Engine.MYSQL),
        ("kafka-consumer", None),
        ("orders-postgres-sync", None),
        ("db", None),
        ("api", None),
    ],
)
def test_a_service_is_named_after_an_engine(service: str, engine: Engine | None) -> None:
    assert engine_by_name(service) is engine


@pytest.mark.parametrize(
    ("service", "may"),
    [("db", True), ("app_database", True), ("message-broker", True), ("api", False)],
)
def test_a_service_may_run_any_engine(service: str, may: bool) -> None:
    assert may_be_any(service) is may


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("postgres:${TAG:-16}", "postgres:16"),
        ("${IMAGE-mysql}:8", "mysql:8"),
        ("${A:-${B:-mongo}}", "mongo"),
        ("${GIVEN:-postgres}", "mariadb"),
        ("$GIVEN", "mariadb"),
        ("${IMAGE}", "$"),
        ("${IMAGE:?name one}", "$"),
        ("${IMAGE:-}", "$"),
    ],
)
def test_variables_are_replaced_by_what_is_given_or_their_default(text: str, value: str) -> None:
    assert resolved(text, {"GIVEN": "mariadb"}) == value


@given(
    st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}(:[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"[a-z]{1,9}(/[a-z]{1,9})?", fullmatch=True),
    st.from_regex(r"(:[a-z0-9.]{1,9})?(@sha256:[0-9a-f]{4})?", fullmatch=True),
)
def test_registry_tag_and_digest_are_left_out(host: str, name: str, version: str) -> None:
    assert repository(f"{host}/{name}{version}") == repository(f"{name}{version}") == name


@given(st.text())
def test_any_text_is_some_image(text: str) -> None:
    engine_of(resolved(text))
    engine_by_name(text)
