"""A mail server that takes everything; it says its port, and runs until it is killed."""

from __future__ import annotations

import threading

from tests.mail_server import MailServer, running

if __name__ == "__main__":
    with running(MailServer()) as settings:
        print(settings.port, flush=True)
        threading.Event().wait()
