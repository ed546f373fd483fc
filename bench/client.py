"""A browser that costs next to nothing: requests prepared as bytes, sent over connections that stay open."""

import gzip
import re
import selectors
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    sent: bytes  # as it came over the line
    seconds: float

    @property
    def body(self) -> str:
        is_packed = b"content-encoding: gzip" in self.head.lower()
        return (gzip.decompress(self.sent) if is_packed else self.sent).decode()

    @property
    def location(self) -> str:
        found = re.search(rb"\r\nlocation: *(\S+)", self.head, re.IGNORECASE)
        return found[1].decode() if found else ""


def request(
    method: str, path: str, headers: Mapping[str, str], fields: Mapping[str, object] | None = None
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip"]
    body = b""
    if fields is not None:
        body = urlencode(fields).encode()
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + END + body


class Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def send(self, prepared: bytes) -> Answer:
        """From the first byte sent to the last one read. An idle connection that was closed is opened anew."""
        for _try in range(2):
            if self._socket is None:
                self._socket = _connect(self.port)
            began = time.perf_counter()
            try:
                self._socket.sendall(prepared)
                answer = _Reading()
                while not answer.is_whole:
                    answer.take(self._socket.recv(1 << 18))
            except ConnectionError:
                self.close()
                continue
            return Answer(answer.status, *answer.parts, time.perf_counter() - began)
        raise ConnectionError("The server closes every connection.")

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None


class _Reading:
    """An answer on its way."""

    def __init__(self) -> None:
        self._read = b""
        self._length: int | None = None

    def take(self, data: bytes) -> None:
        if not data:
            raise ConnectionError
        self._read += data
        if self._length is None and END in self._read:
            head = self._read[: self._read.index(END)]
            place = head.lower().index(LENGTH) + len(LENGTH)
            self._length = len(head) + len(END) + int(head[place:].partition(b"\r\n")[0])

    @property
    def is_whole(self) -> bool:
        return self._length is not None and len(self._read) >= self._length

    @property
    def status(self) -> int:
        return int(self._read[9:12])

    @property
    def parts(self) -> tuple[bytes, bytes]:
        head, _, body = self._read.partition(END)
        return head, body


def throughput(port: int, prepared: bytes, number: int, seconds: float) -> tuple[float, list[float]]:
    """Requests a second, and how long each took, with this many clients who never pause."""
    took: list[float] = []
    clients = [_Client(port, prepared) for _ in range(number)]
    with selectors.DefaultSelector() as waiting:
        for each in clients:
            waiting.register(each.socket, selectors.EVENT_READ, each)
        began = time.perf_counter()
        while (elapsed := time.perf_counter() - began) < seconds:
            for key, _ in waiting.select(timeout=1):
                key.data.go_on(took)
    for each in clients:
        each.socket.close()
    return len(took) / elapsed, took


class _Client:
    """Asks for the same again as soon as it has been answered."""

    def __init__(self, port: int, prepared: bytes) -> None:
        self.socket, self.prepared = _connect(port), prepared
        self._ask()

    def _ask(self) -> None:
        self._reading, self._began = _Reading(), time.perf_counter()
        self.socket.sendall(self.prepared)

    def go_on(self, took: list[float]) -> None:
        self._reading.take(self.socket.recv(1 << 18))
        if self._reading.is_whole:
            if self._reading.status != 200:
                raise SystemExit(f"Under load a page answered {self._reading.status}.")
            took.append(time.perf_counter() - self._began)
            self._ask()


def _connect(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
