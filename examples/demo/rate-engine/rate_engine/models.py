from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rate_engine.database import Base


class Contract(Base):
    __tablename__ = "contracts"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(String(64), index=True)
    valid_from: Mapped[date]
    discount: Mapped[Decimal] = mapped_column(Numeric(4, 3), default=Decimal(0))
    rates: Mapped[list["Rate"]] = relationship(back_populates="contract")


class Rate(Base):
    """What one kilogram costs to a zone."""

    __tablename__ = "rates"
    __table_args__ = (Index("ix_rates_contract_zone", "contract_id", "zone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    zone: Mapped[str] = mapped_column(String(8))
    base: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    per_kilogram: Mapped[Decimal] = mapped_column(Numeric(10, 4))
    contract: Mapped[Contract] = relationship(back_populates="rates")
