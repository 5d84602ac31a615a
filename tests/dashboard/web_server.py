"""The pages over HTTP, as many requests at once as come."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler


@contextmanager
def web_server() -> Iterator[str]:
    """Serve while the block runs, at the address that it is given."""
    with ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler) as web:
        web.set_app(get_wsgi_application())
        thread = threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{web.server_address[1]}"
        web.shutdown()
        thread.join()
