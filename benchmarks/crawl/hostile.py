"""What is sent where something sensible belongs."""

from __future__ import annotations

MARK = "plumb7261"

MARKUP = (
    f"<script>{MARK}()</script>",
    f'"><script src=//{MARK}.example></script>',
    f"'><img src=x onerror={MARK}()>",
    f'" autofocus onfocus="{MARK}()" x="',
    f"</textarea></title><svg onload={MARK}()>",
    f"javascript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"--><{MARK}>",
    "{{ 7261|add:1 }}{% debug %}${7*7}",
)
SQL = (
    "'", '"', "\\", "%", "_", "%%%s", "' OR '1'='1", "'; DROP TABLE compliance_person; --",
    "1) UNION SELECT NULL, version() --", "1; SELECT pg_sleep(9)", "a'||(SELECT 1)||'b", "{1,2}",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1e309", "NaN", "9223372036854775808", "9" * 400, "0x10", "1.5", "\u0663", "\u00b2",
    "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "true", "None",
)  # fmt: skip
TEXT = (
    "", " ",
    "\0", "a\0b", "\r\nX-Injected: 1", "\x1b[31m", "\u202e\u2066abc", "\ufeff", "\U0001f600",
    "\u0130\u0131\u017f", "x" * 3_000, "../../../../etc/passwd", "..%2f..%2f", "[]", '{"$ne": 1}',
    "=HYPERLINK(1)", "@SUM(1)", "${jndi:ldap://127.0.0.1/a}", '<!DOCTYPE x [<!ENTITY y "z">]>',
)  # fmt: skip
PLACES = (
    "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil",
    "http://169.254.169.254/latest/", "file:///etc/passwd", "/teams/\r\nLocation: //evil.example",
    "http://[::1", "///evil.example", "\t//evil.example", "https://testserver@evil.example/",
)  # fmt: skip

VALUES: tuple[bytes, ...] = (
    *(each.encode() for each in (*MARKUP, *SQL, *NUMBERS, *TEXT, *PLACES)),
    # What is no UTF-8 at all: a lone half of a pair, an overlong slash, and noise.
    b"\xed\xa0\x80", b"\xc0\xaf", b"\xff\xfe\x00",
)  # fmt: skip

# Headers that people and proxies do not send so.
HEADERS: tuple[tuple[str, str], ...] = (
    *((name, text) for name in ("HX-Target", "HX-Current-URL", "HX-Prompt") for text in MARKUP[:3]),
    *(("Referer", value) for value in ("https://evil.example/", "\\", "http://[::1")),
    *(("Accept-Language", value) for value in ("x" * 5_000, "*;q=", "'; --")),
    *(("If-None-Match", value) for value in ('"', "*", "W/")),
    *(("If-Modified-Since", value) for value in ("never", "9" * 30)),
    *(("X-Forwarded-For", value) for value in ("unknown", "1.2.3.4, ::1, '", "9" * 500)),
    *(("X-Forwarded-Host", value) for value in ("evil.example", "a b")),
    *(("Content-Type", kind) for kind in ("application/json", "multipart/form-data", "x; y=7")),
    ("Cookie", "messages=W1sib; sessionid=x"), ("Cookie", "messages='\"\\; csrftoken=*"),
    ("Cookie", f"sessionid={'x' * 4_000}"), ("Cookie", "=; ;;"), ("Host", "evil.example"),
    ("Host", "[::1"), ("Range", "bytes=0-1"), ("Content-Encoding", "gzip"), ("HX-Request", "true"),
)  # fmt: skip

# Bodies that no form makes.
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 500)),
    ("application/x-www-form-urlencoded", b"%ff=%00&&&=&a[b]=c"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
    ("multipart/form-data", b"--x--"),
    ("application/json", b"[" * 5_000),
    ("text/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><a>&y;</a>'),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * (1024 * 1024 + 1)),
)
METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET", "POST", "BREW")
