from alembic import context

from rate_engine import models  # noqa: F401  its tables have to be known
from rate_engine.database import Base, engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
