"""What can be odd about a request: its address, its question, its headers, its body."""

from dataclasses import dataclass, field

from tests.attacks.wire.routing import Route, Site

VALUES: tuple[str, ...] = (
    "%00",
    "%F0%28",
    "a%ED%A0%80",
    "%25s",
    "\xc3\xa9",
    "%E2%80%AE",
    "x" * 5000,
    "'%20or%201=1--",
    "%d9%a3",
    "-1",
)
VALUES += ("9" * 30, "%0d%0aSet-Cookie:x=1", "..%2f..%2f..%2fetc%2fpasswd", "../../etc/passwd", "%2e%2e/%2e%2e/x", "")
NAMES = (
    "page",
    "words",
    "key",
    "lang",
    "certificate",
    "state",
    "unit",
    "sort",
    "edition",
    "after",
    "fee",
    "year",
    "act",
)
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
FIELDS = (*NAMES, "code", "form", "about", "answer", "passphrase", "again", "one", "press", "update_id", "now", "all")
TYPES: tuple[str, ...] = (
    FORM,
    f"{FORM}; charset=nonsense",
    f"{FORM}; charset=utf-16",
    "multipart/form-data",
    PARTS,
    "\xff",
    "",
)
TYPES += (f"multipart/form-data; boundary={'b' * 80}", "application/json", "application/json; charset=zzz")


@dataclass(frozen=True)
class Odd:
    """Something odd about a request; what is not named is as usual."""

    what: str
    value: str = "1"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def part(head: str, content: bytes = b"x", end: bytes = b"\r\n--b--\r\n") -> bytes:
    return b"--b\r\n" + head.encode("latin-1") + b"\r\n\r\n" + content + end


BODIES = {
    "nothing": b"",
    "a NUL": b"\x00",
    "fields twice, and with NUL": b"&".join(f"{name}=%00&{name}=1&{name}=%ff".encode() for name in FIELDS),
    "no text": b"\xff\xfe\xfd",
    "a part cut off": b"--b\r\n",
    "a part without end": part('Content-Disposition: form-data; name="x"', end=b""),
    "a file that is not base64": part(
        'Content-Disposition: form-data; name="file"; filename="\x00"\r\nContent-Transfer-Encoding: base64', b"!!!"
    ),
    "a part that is not gzip": part('Content-Disposition: form-data; name="page"\r\nContent-Encoding: gzip'),
    "a part without name": part("Content-Type: text/plain; charset=nonsense"),
    "parts within parts": part(
        'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=c',
        b"--c\r\n\r\n\r\n--c--",
    ),
    "a file and no end": part('Content-Disposition: form-data; name="file"; filename="a.pdf"', b"%PDF-1.4", b""),
    "JSON cut off": b"{",
    "a list": b"[]",
    "a number too large": b'{"update_id": 1' + b"0" * 5000 + b', "now": 1}',
    "the last moment": b'{"now": "9999-12-31T23:59:59-23:00", "update_id": "x"}',
    "deep lists": b"[" * 100_000,
    "an update of nothing": b'{"update_id": 1, "message": {"text": "\\u0000\\ud800"}}',
}
HEADERS = (
    {"Cookie": 'office="\\777\\000"; chat=\x7f; language=zz'},
    {"Accept-Language": "," * 4000},
    {"Accept-Language": "\xff;q=z"},
    {"Origin": "http://[::1"},
    {"Origin": "http://evil.example"},
    {"Host": "[::1"},
    {"Host": ""},
    {"If-None-Match": 'x"' * 50},
    {"If-Modified-Since": "x"},
    {"Range": "bytes=9-1,x"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "br"},
    {"Transfer-Encoding": "x"},
    {"Transfer-Encoding": "chunked"},
    {"Content-Length": "-1"},
    {"Content-Length": "1\r\nContent-Length: 2"},
    {"Upgrade": "websocket", "Connection": "Upgrade"},
    {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"},
    {"Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=99"},
    {"Authorization": "Bearer \xff"},
    {"Authorization": ""},
    {"X-Telegram-Bot-Api-Secret-Token": "\xff"},
    {"Expect": "x"},
    {"X-Long": "x" * 9000},
    {f"X-{number}": "x" for number in range(200)},
)


def oddities(site: Site) -> list[Odd]:
    values = [Odd(f"in the address: {value[:20]!r}", value=value) for value in VALUES]
    queries = [Odd(f"in the question: {value[:20]!r}", query=_asked(value)) for value in VALUES]
    twice = [Odd("a question asked a hundred times", query="&".join(["page=1&words=x"] * 100))]
    mine = f"page={site.token}&".encode() + BODIES["fields twice, and with NUL"]
    bodies = [
        Odd(f"body: {name}, as {kind[:60]!r}", headers={"Content-Type": kind}, body=body)
        for name, body in {**BODIES, "fields of the lead's page": mine}.items()
        for kind in TYPES
    ]
    heads = [Odd(f"headers: {str(one)[:60]}", headers=one, body=b"xx") for one in HEADERS]
    return values + queries + twice + bodies + heads


FOUND = {
    ("GET /chat/ws", "headers: {'Host': '[::1'}"),
    ("GET /notices/{number}", "in the address: '%00'"),
    ("GET /office/cases", "in the question: '%00'"),
    ("GET /static/{file}", f"in the address: {'x' * 20!r}"),
    ("POST /practice/clock", "body: deep lists, as 'application/json'"),
    ("POST /practice/clock", "body: a NUL, as 'application/json; charset=zzz'"),
    ("POST /tip", "body: nothing, as 'multipart/form-data'"),
    ("POST /tip/code", f"body: nothing, as {FORM!r}"),
    ("POST /tips/open", f"body: fields twice, and with NUL, as {FORM!r}"),
}
"""What broke something once is tried every time."""


def is_found(route: Route, odd: Odd) -> bool:
    return (str(route), odd.what) in FOUND


def _asked(value: str) -> str:
    return "?" + "&".join(f"{name}={value[:400]}" for name in NAMES)
