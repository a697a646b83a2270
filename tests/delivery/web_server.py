"""A real web server in this process that answers as it is told, and keeps what it was sent."""

from __future__ import annotations

import ssl
import threading
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, NamedTuple

Answer = int | Literal["hang", "drop", "drip", "drip-headers"]


class Call(NamedTuple):
    """What was sent in one call."""

    path: str
    headers: dict[str, str]
    body: bytes


class WebServer:
    """``with WebServer() as server``: it answers calls by ``answers``, and with 200 when there are none left.

    hang: has the call, and says nothing until the end of the test. drop: has it, and closes.
    drip: answers sign by sign, all of it or the headers, for ten seconds. context: for https.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: deque[Answer] = deque()
        self.text = b""  # of every answer
        self.location = "/elsewhere"
        self.calls: list[Call] = []
        self.over = threading.Event()
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                office.answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("localhost", 0), Handler)
        self._server.daemon_threads = False  # so that it waits for them in the end
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.port = self._server.server_port

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """One call."""
        body = request.rfile.read(int(request.headers["content-length"]))
        self.calls.append(Call(request.path, {key.lower(): value for key, value in request.headers.items()}, body))
        answer = self.answers.popleft() if self.answers else 200
        if answer == "hang":
            self.over.wait()
        elif answer in ("drip", "drip-headers"):
            self._drip(request, at_once=answer == "drip-headers")
        elif isinstance(answer, int):
            request.send_response(answer)
            request.send_header("location", self.location)
            request.send_header("content-length", str(len(self.text)))
            request.end_headers()
            request.wfile.write(self.text)
        request.close_connection = True

    def _drip(self, request: BaseHTTPRequestHandler, at_once: bool) -> None:
        """An answer that is right in the end, if anyone is there to hear it."""
        status, headers = b"HTTP/1.1 200 OK\r\n", b"content-length: 0\r\nx: " + b"-" * 200 + b"\r\n\r\n"
        with suppress(OSError):
            request.wfile.write(status if at_once else b"")
            for sign in (b"" if at_once else status) + headers:
                request.wfile.write(bytes([sign]))
                if self.over.wait(0.05):
                    return
