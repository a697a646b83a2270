"""What monitoring asks over HTTP: the metrics, whether the process works, and whether the node can do its work.

Whether all is well is another question: one bad address, or a tick that is late, is told by the metrics and the alarm, and
takes no node out of service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import msgspec
from prometheus_client import CollectorRegistry, make_wsgi_app

from ...domain.foreign_words import system_words
from ...domain.problem import Unavailable
from ...domain.text import Text
from ...log import log
from .status import SchedulerHealth, Trouble

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOCAL = "127.0.0.1"
REQUEST_SECONDS = 10  # who asks slower than that is not waited for


UNKNOWN = Trouble(
    "database-away",
    Text(
        "Databasen har ikke svaret det sidste minut. Se efter, at den kører.",
        "The database has not answered for the last minute. See that it runs.",
    ),
)


def application(
    registry: CollectorRegistry,
    stuck: Callable[[], list[str]],
    last: Callable[[], SchedulerHealth | None],
    unable: Callable[[], list[str]] = list,
) -> WSGIApplication:
    """``/metrics``; ``/health/live``: 200 unless a turn hangs; ``/health/ready``: 200 when the node can work. Else 503.

    stuck: the turns that hang. last: how the scheduler stood a moment ago; the database is not asked here. unable: the
    turns that the node can't take, for another reason.
    """
    metrics = make_wsgi_app(registry)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _say(start, "405 Method Not Allowed", {"problem": "GET only"})
        match environ["PATH_INFO"]:
            case "/metrics":
                found: Iterable[bytes] = metrics(environ, start)
                return found
            case "/health/live":
                hangs = stuck()
                return _say(start, "503 Service Unavailable" if hangs else "200 OK", {"stuck": hangs})
            case "/health/ready":
                status = last()
                fails = sorted({*stuck(), *unable()})
                ready = status is not None and not fails
                told = {
                    "ready": ready,
                    "unable": fails,
                    "healthy": status is not None and status.healthy,
                    "problems": status.problems if status is not None else [UNKNOWN],
                    "at": status.at if status is not None else None,
                }
                return _say(start, "200 OK" if ready else "503 Service Unavailable", told)
            case _:
                return _say(start, "404 Not Found", {"paths": ["/metrics", "/health/live", "/health/ready"]})

    return answer


@contextmanager
def served(app: WSGIApplication, port: int, host: str = LOCAL) -> Iterator[int]:
    """Answer over HTTP meanwhile; port 0: any that is free. Gives the port. Raises Problem ``port-taken``."""
    try:
        server = make_server(host, port, app, _Server, _Handler)
    except OSError as error:
        raise Unavailable(
            code="port-taken",
            da=f"Port {port} på {host} kan ikke bruges ({system_words(error).da}). Vælg en anden.",
            en=f"Port {port} on {host} cannot be used ({system_words(error).en}). Choose another.",
        ) from None
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False  # who never finishes asking does not hold up the end

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asks breaks off as they like."""
        log.debug("request broken off", exc_info=True)


class _Handler(WSGIRequestHandler):
    timeout = REQUEST_SECONDS

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: each probe would be a line."""


def _say(start: StartResponse, status: str, body: dict[str, object]) -> list[bytes]:
    content = msgspec.json.encode(body) + b"\n"
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]
