from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from pickup_points.database import points
from pickup_points.distance import kilometres

app = FastAPI(title="Pick-up points")


class Point(BaseModel):
    name: str = Field(max_length=80)
    city: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    lockers: int = Field(ge=0, le=200)


@app.get("/points")
def near(city: str, latitude: float, longitude: float) -> list[dict]:
    found = [Point(**each) for each in points.find({"city": city}, {"_id": 0})]
    here = (latitude, longitude)
    ordered = sorted(found, key=lambda each: kilometres(here, (each.latitude, each.longitude)))
    return [each.model_dump() for each in ordered]


@app.post("/points", status_code=201)
def create(point: Point) -> Point:
    if points.find_one({"name": point.name, "city": point.city}):
        raise HTTPException(409, "there is one of that name")
    points.insert_one(point.model_dump())
    return point
