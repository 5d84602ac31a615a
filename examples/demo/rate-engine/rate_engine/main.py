from fastapi import FastAPI

from rate_engine.quotes import router

app = FastAPI(title="Rate engine")
app.include_router(router)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "up"}


if __name__ == "__main__":
    import uvicorn

    uvicorn.run("rate_engine.main:app", reload=True)
