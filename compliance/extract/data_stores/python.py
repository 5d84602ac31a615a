"""The Python libraries that talk to databases, caches and brokers; names are normalised."""

from __future__ import annotations

from compliance.extract.data_stores.library import Library, Marker, libraries, marker
from compliance.facts.services import Engine

SQL = (
    Engine.POSTGRESQL,
    Engine.MYSQL,
    Engine.SQLITE,
    Engine.SQL_SERVER,
    Engine.ORACLE,
    Engine.OTHER_SQL,
)
BROKERS = (Engine.REDIS, Engine.RABBITMQ, Engine.KAFKA, Engine.OTHER_BROKER)

LIBRARIES: tuple[Library, ...] = (
    *libraries(
        """psycopg2 psycopg2-binary:psycopg2 psycopg psycopg-binary:psycopg
        psycopg-pool:psycopg_pool asyncpg asyncpgsa aiopg pg8000 gino procrastinate""",
        Engine.POSTGRESQL,
    ),
    *libraries("supabase supabase-py-async:supabase_py_async", Engine.POSTGRESQL, managed=True),
    *libraries(
        """mysqlclient:MySQLdb pymysql aiomysql asyncmy mysql-connector-python:mysql.connector
        mysql-connector:mysql.connector mariadb flask-mysqldb:flask_mysqldb""",
        Engine.MYSQL,
    ),
    *libraries("aiosqlite sqlite-utils:sqlite_utils", Engine.SQLITE),
    *libraries("pymssql", Engine.SQL_SERVER),
    *libraries("oracledb cx-oracle:cx_Oracle", Engine.ORACLE),
    *libraries(
        "clickhouse-driver:clickhouse_driver clickhouse-connect:clickhouse_connect duckdb trino",
        Engine.OTHER_SQL,
    ),
    *libraries(
        """google-cloud-bigquery:google.cloud.bigquery
        snowflake-connector-python:snowflake.connector""",
        Engine.OTHER_SQL,
        managed=True,
    ),
    *libraries(
        """pymongo motor beanie mongoengine odmantic umongo flask-pymongo:flask_pymongo
        flask-mongoengine:flask_mongoengine""",
        Engine.MONGODB,
    ),
    *libraries(
        """redis aioredis valkey valkey-glide:glide coredis walrus redis-om:redis_om rq
        rq-scheduler:rq_scheduler arq saq taskiq-redis:taskiq_redis celery-redbeat:redbeat
        fastapi-limiter:fastapi_limiter flask-redis:flask_redis faststream:faststream.redis""",
        Engine.REDIS,
    ),
    *libraries(
        """django-redis:django_redis django-valkey:django_valkey channels-redis:channels_redis
        django-rq:django_rq""",
        Engine.REDIS,
        dotted=True,
    ),
    *libraries("upstash-redis:upstash_redis", Engine.REDIS, managed=True),
    *libraries("pymemcache pylibmc python-memcached:memcache aiomcache", Engine.MEMCACHED),
    *libraries(
        """pika aio-pika:aio_pika aiormq aioamqp amqp amqpstorm nameko
        taskiq-aio-pika:taskiq_aio_pika faststream:faststream.rabbit
        fedora-messaging:fedora_messaging""",
        Engine.RABBITMQ,
    ),
    *libraries(
        """confluent-kafka:confluent_kafka kafka-python:kafka kafka-python-ng:kafka aiokafka faust
        faust-streaming:faust faststream:faststream.kafka faststream:faststream.confluent""",
        Engine.KAFKA,
    ),
    *libraries("nats-py:nats faststream:faststream.nats", Engine.NATS),
    *libraries(
        "elasticsearch elasticsearch-dsl:elasticsearch_dsl opensearch-py:opensearchpy",
        Engine.ELASTICSEARCH,
    ),
    *libraries(
        """django-elasticsearch-dsl:django_elasticsearch_dsl
        django-opensearch-dsl:django_opensearch_dsl""",
        Engine.ELASTICSEARCH,
        dotted=True,
    ),
    *libraries("cassandra-driver:cassandra scylla-driver:cassandra", Engine.CASSANDRA),
    *libraries("neo4j neomodel", Engine.NEO4J),
    *libraries("pynamodb", Engine.DYNAMODB, managed=True),
    *libraries(
        """google-cloud-firestore:google.cloud.firestore
        firebase-admin:firebase_admin.firestore""",
        Engine.FIRESTORE,
        managed=True,
    ),
    *libraries(
        """influxdb influxdb-client:influxdb_client couchbase python-arango:arango surrealdb
        rethinkdb gel edgedb qdrant-client:qdrant_client weaviate-client:weaviate pymilvus
        chromadb""",
        Engine.OTHER_DATABASE,
    ),
    *libraries("pinecone pinecone-client:pinecone", Engine.OTHER_DATABASE, managed=True),
    *libraries("django:django.db", *SQL, Engine.MONGODB, dotted=True),
    *libraries(
        """sqlalchemy sqlmodel flask-sqlalchemy:flask_sqlalchemy advanced-alchemy:advanced_alchemy
        fastapi-users-db-sqlalchemy:fastapi_users_db_sqlalchemy databases ormar
        sqlalchemy-helpers:sqlalchemy_helpers fastapi-sqlalchemy:fastapi_sqlalchemy
        fastapi-async-sqlalchemy:fastapi_async_sqlalchemy alchemical
        tortoise-orm:tortoise peewee pony piccolo yoyo-migrations:yoyo""",
        *SQL,
    ),
    *libraries("quart-db:quart_db", Engine.POSTGRESQL, Engine.MYSQL, Engine.SQLITE),
    *libraries("prisma", *SQL[:4], Engine.MONGODB),
    *libraries("celery kombu dramatiq", *BROKERS),
)
MARKERS: tuple[Marker, ...] = (
    marker(
        "",
        b"sqlite3",
        # Whoever takes in an error of its alone, takes that for another one.
        rb"^[ \t]{0,100}(?:import|from)[ \t]{1,9}sqlite3\b"
        rb"(?![ \t]{1,9}import[ \t]{1,9}\w{0,40}(?:Error|Warning)[ \t]{0,9}$)",
        Engine.SQLITE,
        name="sqlite3",
    ),
    marker(
        "aiocache",
        b"aiocache",
        rb"\baiocache\.(?:Redis|Valkey)Cache\b"
        # Where it is one of two, of which the other is memory, the program does without.
        rb"|(?<!\belse )\bCache\.(?:REDIS|VALKEY)\b"
        rb"(?!\s{1,50}if\b[^\n]{0,200}(?:\n[^\n]{0,200})?\belse\s{1,50}Cache\.MEMORY\b)"
        rb"|\bimport\b[^\n]{0,200}\b(?:Redis|Valkey)Cache\b",
        Engine.REDIS,
    ),
    marker("redis", b"django.core.cache", rb"django\.core\.cache\.backends\.redis\.", Engine.REDIS),
    marker(
        "boto3 aioboto3 aiobotocore",
        b"dynamodb",
        rb"""\b(?:resource|client)\s{0,9}\(\s{0,99}['"]dynamodb['"]""",
        Engine.DYNAMODB,
        managed=True,
    ),
    marker(
        "boto3 aioboto3 aiobotocore",
        b"sqs",
        rb"""\b(?:resource|client)\s{0,9}\(\s{0,99}['"]sqs['"]""",
        Engine.OTHER_BROKER,
        managed=True,
    ),
    marker(
        "firebase-admin",
        b"firestore.client",
        rb"\bfirestore\.client\s{0,9}\(",
        Engine.FIRESTORE,
        managed=True,
    ),
)
