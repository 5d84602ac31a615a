from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from rate_engine.auth import customer
from rate_engine.database import session
from rate_engine.models import Contract, Rate
from rate_engine.money import price

router = APIRouter()


class Shipment(BaseModel):
    zone: str = Field(max_length=8)
    grams: int = Field(gt=0, le=31_500)


class Quote(BaseModel):
    zone: str
    price: Decimal


class RateOut(BaseModel):
    zone: str
    base: Decimal
    per_kilogram: Decimal


@router.post("/quotes")
def quote(
    shipment: Shipment,
    who: Annotated[str, Depends(customer)],
    database: Annotated[Session, Depends(session)],
) -> Quote:
    found = database.execute(
        select(Rate, Contract)
        .join(Rate.contract)
        .where(Contract.customer == who, Rate.zone == shipment.zone)
        .order_by(Contract.valid_from.desc())
        .limit(1)
    ).first()
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no rate for this zone")
    rate, contract = found
    amount = price(rate.base, rate.per_kilogram, shipment.grams, contract.discount)
    return Quote(zone=rate.zone, price=amount)


@router.get("/rates")
def rates(
    who: Annotated[str, Depends(customer)],
    database: Annotated[Session, Depends(session)],
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[RateOut]:
    theirs = select(Rate).join(Rate.contract).where(Contract.customer == who).order_by(Rate.id)
    found = database.scalars(theirs.limit(limit).offset(offset)).all()
    return [RateOut.model_validate(rate, from_attributes=True) for rate in found]
