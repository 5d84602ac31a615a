"""The Node.js libraries that talk to databases, caches and brokers."""

from __future__ import annotations

from compliance.extract.data_stores.library import Library, Marker, libraries, marker
from compliance.facts.services import Engine

SQL = (Engine.POSTGRESQL, Engine.MYSQL, Engine.SQLITE, Engine.SQL_SERVER, Engine.ORACLE)
PRISMA = (Engine.POSTGRESQL, Engine.MYSQL, Engine.SQLITE, Engine.SQL_SERVER, Engine.MONGODB)

LIBRARIES: tuple[Library, ...] = (
    *libraries(
        """pg pg-promise pg-pool postgres slonik @silverhand/slonik massive @databases/pg
        @pgtyped/runtime pg-boss graphile-worker postgraphile connect-pg-simple @fastify/postgres
        @mikro-orm/postgresql @payloadcms/db-postgres fastify-postgres""",
        Engine.POSTGRESQL,
    ),
    *libraries(
        """@neondatabase/serverless @vercel/postgres @supabase/supabase-js @supabase/postgrest-js
        @supabase/ssr @xata.io/client""",
        Engine.POSTGRESQL,
        managed=True,
    ),
    *libraries(
        """mysql mysql2 promise-mysql mariadb express-mysql-session @fastify/mysql @databases/mysql
        @mikro-orm/mysql @mikro-orm/mariadb fastify-mysql""",
        Engine.MYSQL,
    ),
    *libraries("@planetscale/database", Engine.MYSQL, managed=True),
    *libraries(
        """sqlite3 better-sqlite3 sqlite sql.js @libsql/client @databases/sqlite @mikro-orm/sqlite
        @mikro-orm/better-sqlite @mikro-orm/libsql @payloadcms/db-sqlite""",
        Engine.SQLITE,
    ),
    *libraries("mssql tedious @databases/mssql @mikro-orm/mssql", Engine.SQL_SERVER),
    *libraries("oracledb", Engine.ORACLE),
    *libraries("@clickhouse/client clickhouse duckdb @duckdb/node-api", Engine.OTHER_SQL),
    *libraries(
        "@google-cloud/bigquery @google-cloud/spanner snowflake-sdk @databricks/sql",
        Engine.OTHER_SQL,
        managed=True,
    ),
    *libraries(
        """mongodb mongoose monk mongoist papr @typegoose/typegoose @nestjs/mongoose @tsed/mongoose
        @fastify/mongodb connect-mongo agenda @mikro-orm/mongodb @payloadcms/db-mongodb
        fastify-mongodb fastify-mongoose mongo-models hapi-mongo-models""",
        Engine.MONGODB,
    ),
    *libraries(
        """redis ioredis @redis/client iovalkey @valkey/valkey-glide handy-redis tedis redis-om
        bullmq bull bee-queue kue @nestjs/bull @nestjs/bullmq connect-redis rate-limit-redis
        @keyv/redis @keyv/valkey cache-manager-redis-store cache-manager-ioredis
        cache-manager-redis-yet cache-manager-ioredis-yet @socket.io/redis-adapter
        @socket.io/redis-streams-adapter socket.io-redis graphql-redis-subscriptions @fastify/redis
        @liaoliaots/nestjs-redis @nestjs-modules/ioredis @adonisjs/redis fastify-redis""",
        Engine.REDIS,
    ),
    *libraries("@upstash/redis @vercel/kv", Engine.REDIS, managed=True),
    *libraries("memcached memjs", Engine.MEMCACHED),
    *libraries(
        """amqplib amqp amqp-connection-manager rabbitmq-client rascal @cloudamqp/amqp-client
        @golevelup/nestjs-rabbitmq""",
        Engine.RABBITMQ,
    ),
    *libraries(
        "kafkajs kafka-node node-rdkafka @confluentinc/kafka-javascript @platformatic/kafka",
        Engine.KAFKA,
    ),
    *libraries("nats @nats-io/transport-node", Engine.NATS),
    *libraries(
        "@aws-sdk/client-sqs sqs-consumer @google-cloud/pubsub @azure/service-bus",
        Engine.OTHER_BROKER,
        managed=True,
    ),
    *libraries(
        """@elastic/elasticsearch elasticsearch @opensearch-project/opensearch
        @nestjs/elasticsearch""",
        Engine.ELASTICSEARCH,
    ),
    *libraries("cassandra-driver", Engine.CASSANDRA),
    *libraries("neo4j-driver", Engine.NEO4J),
    *libraries(
        "@aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb dynamoose dynamodb-toolbox electrodb",
        Engine.DYNAMODB,
        managed=True,
    ),
    *libraries(
        "@google-cloud/firestore firebase-admin:firebase-admin/firestore",
        Engine.FIRESTORE,
        managed=True,
    ),
    *libraries(
        """@influxdata/influxdb-client influx couchbase arangojs surrealdb rethinkdb nano gel edgedb
        @qdrant/js-client-rest weaviate-client @zilliz/milvus2-sdk-node chromadb""",
        Engine.OTHER_DATABASE,
    ),
    *libraries("faunadb convex @pinecone-database/pinecone", Engine.OTHER_DATABASE, managed=True),
    *libraries("@prisma/client", *PRISMA),
    *libraries("typeorm @nestjs/typeorm @mikro-orm/core @mikro-orm/nestjs", *SQL, Engine.MONGODB),
    *libraries(
        """sequelize @sequelize/core sequelize-typescript @nestjs/sequelize knex objection bookshelf
        drizzle-orm kysely @adonisjs/lucid leoric""",
        *SQL,
    ),
)
_KNEX_CLIENT = rb"""\bclient['"]?\s{0,9}:\s{0,9}['"](?:%s)['"]"""
MARKERS: tuple[Marker, ...] = (
    marker(
        "@architect/functions",
        b"tables",
        rb"\b\w{1,40}\.tables\s{0,9}(?:<[^>\n]{0,100}>)?\s{0,9}\(\s{0,9}\)",
        Engine.DYNAMODB,
        managed=True,
    ),
    # From version 7 on the client is made in a folder of the project, and imported from there,
    # or handed on by a package of the workspace; RedwoodJS brings it.
    marker(
        "@prisma/client prisma @redwoodjs/api @cedarjs/api",
        b"PrismaClient",
        rb"\b(?:new|extends)\s{1,9}PrismaClient\b|\bexport\s{0,9}\{[^{}]{0,300}\bPrismaClient\b",
        *PRISMA,
    ),
    # What the older AdonisJS's container gives is imported from there.
    marker("@adonisjs/lucid", b"@ioc:Adonis/Lucid/", rb"['\"]@ioc:Adonis/Lucid/", *SQL),
    # Knex takes a driver by its name, also where a package around it is what is depended on.
    *(
        marker(packages, b"client", _KNEX_CLIENT % names, engine)
        for packages, names, engine in (
            ("pg", b"pg|postgres|postgresql", Engine.POSTGRESQL),
            ("mysql2 mysql", b"mysql2?", Engine.MYSQL),
            ("better-sqlite3 sqlite3", b"(?:better-)?sqlite3", Engine.SQLITE),
        )
    ),
    # Egg is told its plugins by the names of their packages, Sails its adapters, and no code
    # imports them.
    *(
        marker(package, package.encode(), rb"['\"]%s['\"]" % package.encode(), *engines)
        for package, engines in (
            ("egg-sequelize", SQL),
            ("egg-mysql", (Engine.MYSQL,)),
            ("egg-mongoose", (Engine.MONGODB,)),
            ("egg-redis", (Engine.REDIS,)),
            ("@eggjs/redis", (Engine.REDIS,)),
            ("sails-postgresql", (Engine.POSTGRESQL,)),
            ("sails-mysql", (Engine.MYSQL,)),
            ("sails-mongo", (Engine.MONGODB,)),
            ("sails-redis", (Engine.REDIS,)),
        )
    ),
    marker("kafkajs", b"Transport.KAFKA", rb"\bTransport\.KAFKA\b", Engine.KAFKA),
    marker("ioredis", b"Transport.REDIS", rb"\bTransport\.REDIS\b", Engine.REDIS),
    marker("amqplib", b"Transport.RMQ", rb"\bTransport\.RMQ\b", Engine.RABBITMQ),
    marker("nats", b"Transport.NATS", rb"\bTransport\.NATS\b", Engine.NATS),
    marker(
        "firebase-admin", b".firestore", rb"\.firestore\s{0,9}\(", Engine.FIRESTORE, managed=True
    ),
    marker(
        "",
        b":sqlite",
        rb"""\bfrom\s{0,9}['"](?:node|bun):sqlite['"]""",
        Engine.SQLITE,
        name="sqlite",
    ),
)
