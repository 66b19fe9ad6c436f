"""A server on this machine that serves files, in each bad way that a test asks for."""

from __future__ import annotations

import contextlib
import http.server
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

QUOTA_PAGE = (
    b"<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head><body>"
    b'<p class="uc-error-subcaption">Too many users have viewed or downloaded this file '
    b"recently.</p></body></html>"
)
QUOTA_PAGE_TOO = b"<html><body>Sorry. Too many users have viewed this file.</body></html>"
LOGIN_PAGE = (
    b"\n<html><head>\n<title>Welcome to\n Hotel Wifi</title></head><body>Log in</body></html>"
)


class Request(http.server.BaseHTTPRequestHandler):
    """One request, with the ways in which a test may have it answered."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers.get("Range")))
        self.server.times.append(time.monotonic())
        name = self.path.split("?")[0].rsplit("/", 1)[-1]
        self.close_connection = True
        content = self.server.files.get(name)
        queue = self.server.faults.get(name, [])
        fault = queue.pop(0) if len(queue) > 1 else queue[0] if queue else right
        if content is None:
            fault, content = status(404), b""
        with contextlib.suppress(OSError):  # the other side has hung up
            fault(self, content)

    do_HEAD = do_GET  # the hub's client asks so

    def start(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Connection", "close")
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def say(self, status: int, content: bytes, **headers: str) -> None:
        self.start(status, len(content), **headers)
        self.wfile.write(content)

    def hang_up(self) -> None:
        """End the connection as a broken line does, without a good-bye."""
        self.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[Fault]] = {}  # one a request; the last one stays
        self.requests: list[tuple[str, str | None]] = []  # path, Range
        self.times: list[float] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        pass


Fault = Callable[[Request, bytes], None]


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    worker.start()
    try:
        yield server
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


# Ways to answer


def right(request: Request, content: bytes) -> None:
    """As a good server does, parts of a file included."""
    found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
    if not found:
        return request.say(200, content)
    start = int(found[1])
    where = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return request.say(206, content[start:], Content_Range=where)


def without_ranges(request: Request, content: bytes) -> None:
    request.say(200, content)


def without_length(request: Request, content: bytes) -> None:
    request.start(200, None)
    request.wfile.write(content)


def in_chunks(request: Request, content: bytes) -> None:
    request.start(200, None, Transfer_Encoding="chunked")
    for start in range(0, len(content), 1000):
        block = content[start : start + 1000]
        request.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
    request.wfile.write(b"0\r\n\r\n")


def labelled_as_packed(request: Request, content: bytes) -> None:
    """Some servers call a .gz file a packed answer, which a browser would unpack by itself."""
    request.say(200, content, Content_Encoding="gzip")


def drops_at_once(request: Request, content: bytes) -> None:
    request.hang_up()


def drops_in_the_middle(request: Request, content: bytes) -> None:
    request.start(200, len(content))
    request.wfile.write(content[: len(content) // 2])
    request.hang_up()


def truncated(request: Request, content: bytes) -> None:
    """Promises all, and ends in good order after half."""
    request.start(200, len(content))
    request.wfile.write(content[: len(content) // 2])


def truncated_unseen(request: Request, content: bytes) -> None:
    """Promises nothing, so that the end looks like the end."""
    request.start(200, None)
    request.wfile.write(content[: len(content) // 2])


def shorter(request: Request, content: bytes) -> None:
    request.say(200, content[:-7])


def longer(request: Request, content: bytes) -> None:
    request.say(200, content + b"more")


def longer_unseen(request: Request, content: bytes) -> None:
    request.start(200, None)
    request.wfile.write(content + b"more")


def empty(request: Request, content: bytes) -> None:
    request.say(200, b"")


def corrupt(request: Request, content: bytes) -> None:
    """Of the right size."""
    middle = len(content) // 2
    request.say(200, content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


def wrong_part(request: Request, content: bytes) -> None:
    """The first half, and then again the first half when asked for the second."""
    half = content[: len(content) // 2]
    if request.headers.get("Range"):
        return request.say(206, half, Content_Range=f"bytes 0-{len(half) - 1}/{len(content)}")
    return truncated(request, content)


def stalls(request: Request, content: bytes) -> None:
    request.start(200, len(content))
    request.wfile.write(content[: len(content) // 2])
    time.sleep(5)


def never_answers(request: Request, content: bytes) -> None:
    time.sleep(5)


def trickles(request: Request, content: bytes) -> None:
    request.start(200, len(content))
    for i in range(100):
        request.wfile.write(content[i : i + 1])
        time.sleep(0.05)


def slow_but_steady(request: Request, content: bytes) -> None:
    request.start(200, len(content))
    for start in range(0, len(content), len(content) // 8 + 1):
        request.wfile.write(content[start : start + len(content) // 8 + 1])
        time.sleep(0.05)


def login_page(request: Request, content: bytes) -> None:
    request.say(200, LOGIN_PAGE, Content_Type="text/html")


def login_page_by_another_name(request: Request, content: bytes) -> None:
    request.say(200, LOGIN_PAGE, Content_Type="application/octet-stream")


def quota_page(request: Request, content: bytes) -> None:
    request.say(200, QUOTA_PAGE, Content_Type="text/html; charset=utf-8")


def quota_page_403(request: Request, content: bytes) -> None:
    request.say(403, QUOTA_PAGE_TOO, Content_Type="text/html; charset=utf-8")


def circle(request: Request, content: bytes) -> None:
    request.say(302, b"", Location=request.path)


def moved(request: Request, content: bytes) -> None:
    name = request.path.rsplit("/", 1)[-1]
    request.server.faults[name] = [right]
    request.say(302, b"", Location=f"/elsewhere/{name}")


@dataclass
class status:
    """A plain refusal."""

    code: int
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Request, content: bytes) -> None:
        request.say(self.code, b"<html><title>Sorry</title></html>", **self.headers)
