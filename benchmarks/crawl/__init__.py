"""Sends hostile values to every address, form field and query parameter, as each role.

    python -m benchmarks.crawl                  # 10,000 requests, to a web server of its own
    python -m benchmarks.crawl --requests 500 --seed 7

It fills a database with an organization whose names are markup, starts gunicorn on a free port of
this machine, and asks for pages as an administrator, a manager, a developer, a partner, the local
administrator, somebody who has left, and nobody. No answer may be a 500 or speak of SQL; run what
was sent or stored, or lead to another host; be kept by a cache; or be the page of somebody else.
The exit code says whether that holds.
"""
