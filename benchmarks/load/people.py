"""What locust runs: people who open one page after another."""

from __future__ import annotations

import itertools
import json
import os
import random

from locust import FastHttpUser, constant, task

_PEOPLE = itertools.cycle(json.loads(os.environ["LOAD_PEOPLE"]))
_COOKIE = os.environ["LOAD_COOKIE"]


class Reader(FastHttpUser):
    """Somebody who is signed in, and looks at a page for a second."""

    wait_time = constant(1)

    def on_start(self) -> None:
        """Be the next of the people."""
        session, self.pages = next(_PEOPLE)
        self.headers = {"Cookie": f"{_COOKIE}={session}"}

    @task
    def open_a_page(self) -> None:
        """Any of the pages that they may see, the bare one among them."""
        page = random.choice(self.pages)
        with self.client.get(page, headers=self.headers, catch_response=True) as answer:
            # The first page of somebody else may be another page of theirs.
            if answer.status_code not in (200, 302):
                answer.failure(f"answers {answer.status_code}")
