from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Session

from rate_engine.settings import settings

engine = create_engine(settings.database_url, pool_pre_ping=True)


class Base(DeclarativeBase):
    pass


def session() -> Iterator[Session]:
    with Session(engine) as opened, opened.begin():
        yield opened
