import os

from locust import HttpUser, between, task


class MonthEnd(HttpUser):
    wait_time = between(0.2, 1)

    def on_start(self):
        self.client.headers["Authorization"] = f"Bearer {os.environ.get('TOKEN', '')}"

    @task(5)
    def charges(self):
        self.client.get("/charges/")

    @task
    def plans(self):
        self.client.get("/plans/")
