"""A real mail server in this process that misbehaves on demand, and knows what it has taken over."""

# ruff: noqa: N802 - the library calls methods by the names of commands
from __future__ import annotations

import asyncio
import ssl
import threading
from collections import deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from random import Random
from typing import Any, Literal, NamedTuple, cast

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

Stage = Literal["greeting", "hello", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "taken"]
Act = Literal["defer", "refuse", "leave", "hang", "drop", "late", "slow", "babble", "echo"]


class Fault(NamedTuple):
    """What to do wrong, and when: while answering at that stage.

    body: after it asked for the message and before it has it; it drops, or else hangs. dot: when it has the message,
    which it throws away. taken: the same, and it has taken the message over, as far as its answer allows.

    defer: 4xx. refuse: 5xx. leave: 421 and close. hang: say nothing for ever. drop: close. late: answer, but after
    ``late_seconds``. slow: answer sign by sign. babble: something that is no answer. echo: refuse with a text that
    repeats the receiver and the message.
    """

    stage: Stage
    act: Act


class Taken(NamedTuple):
    """A message that the server took over."""

    message_id: str
    sender: str
    to: str
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """As a mail program reads it."""
        return cast(EmailMessage, message_from_bytes(self.content, policy=default))

    @property
    def text(self) -> str:
        """What a mail program shows, with the line ends of a program."""
        body = self.mail.get_body()
        assert isinstance(body, EmailMessage)
        return str(body.get_content()).replace("\r\n", "\n")


CONNECTION_STAGES: tuple[Stage, ...] = ("greeting", "hello", "starttls", "auth", "mail")
MESSAGE_STAGES: tuple[Stage, ...] = ("rcpt", "data", "body", "dot", "taken")
AGREES: tuple[Act, ...] = (
    "late",
    "slow",
)  # the answer is the right one, and to the dot it says that it is taken over
RANDOM_ACTS: tuple[Act, ...] = ("defer", "leave", "hang", "drop", "late", "slow", "babble")


class MailServer:
    """``with MailServer() as server``: it listens at ``server.host``, ``server.port``.

    connections: faults of the connections to come, one each. receivers: faults of the messages to come to an address.
    None is no fault; when they are used up, nor is there any. chance, random: beside them, every message has a random
    fault with this chance, and every connection with a third of it. accepted: what was taken over.
    """

    host = "localhost"

    def __init__(
        self,
        *,
        tls: Literal["none", "starttls", "implicit"] = "none",
        context: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        late_seconds: float = 1.0,
        chance: float = 0.0,
        random: Random | None = None,
    ) -> None:
        self.connections: deque[Fault | None] = deque()
        self.receivers: dict[str, deque[Fault | None]] = {}
        self.accepted: list[Taken] = []
        self.connected = 0  # connections so far
        self.late_seconds = late_seconds
        self.port = 0
        self._tls, self._context, self._login = tls, context, login
        self._chance, self._random = chance, random or Random(0)
        self.talks: set[_Talk] = set()  # connections that stand
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._listening = threading.Event()

    def __enter__(self) -> MailServer:
        self._thread.start()
        self._listening.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what was taken over, in order."""
        return [taken.message_id for taken in self.accepted]

    def fail(self, to: str, *faults: Fault | None) -> None:
        """The next messages to an address have these faults, one each."""
        self.receivers.setdefault(to, deque()).extend(faults)

    def fault_of_connection(self) -> Fault | None:
        """What goes wrong with a new connection."""
        self.connected += 1
        return (
            self.connections.popleft() if self.connections else self._by_lot(CONNECTION_STAGES, self._chance / 3)
        )

    def fault_of_message(self, to: str) -> Fault | None:
        """What goes wrong with a new message."""
        if self.receivers.get(to):
            return self.receivers[to].popleft()
        return self._by_lot(MESSAGE_STAGES, self._chance)

    def _by_lot(self, stages: tuple[Stage, ...], chance: float) -> Fault | None:
        if self._random.random() >= chance:
            return None
        return Fault(self._random.choice(stages), self._random.choice(RANDOM_ACTS))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        implicit = self._context if self._tls == "implicit" else None
        listener = self._loop.run_until_complete(
            self._loop.create_server(self._talk, self.host, 0, ssl=implicit, reuse_address=True)
        )
        self.port = listener.sockets[0].getsockname()[1]
        self._loop.call_soon(self._listening.set)
        self._loop.run_forever()
        listener.close()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    def _talk(self) -> _Talk:
        return _Talk(self, self._loop, self._context if self._tls == "starttls" else None, self._login)

    async def _end(self) -> None:
        """No connection and no task stays behind."""
        for talk in list(self.talks):
            talk.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(3):  # what is closed is closed one turn later, and what was encrypted another one
            await asyncio.sleep(0)


class _Handler:
    """Takes messages over; the library calls it by these names."""

    async def handle_DATA(self, talk: _Talk, session: Any, envelope: Any) -> str:
        talk.stage = "dot"
        content = bytes(envelope.content)
        talk.got = Taken(
            str(message_from_bytes(content)["Message-ID"]), envelope.mail_from, envelope.rcpt_tos[0], content
        )
        fault = talk.fault
        if (
            fault is None
            or fault.act in AGREES
            or (fault.stage == "taken" and fault.act in ("hang", "drop", "babble"))
        ):
            talk.office.accepted.append(talk.got)
        return "250 2.0.0 taken over"


class _Talk(SMTP):  # type: ignore[misc] # it has no types
    """One connection: everything goes as the library has it, but for the fault."""

    def __init__(
        self,
        office: MailServer,
        loop: asyncio.AbstractEventLoop,
        context: ssl.SSLContext | None,
        login: tuple[str, str] | None,
    ) -> None:
        self.office = office
        self.stage: Stage = "greeting"
        self.fault = office.fault_of_connection()
        self.to = ""
        self.got: Taken | None = None

        def authenticator(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
            assert isinstance(given, LoginPassword)
            right = login is not None and given == LoginPassword(login[0].encode(), login[1].encode())
            return AuthResult(success=right, handled=False)

        super().__init__(
            _Handler(),
            loop=loop,
            hostname="mail.example.dk",
            tls_context=context,
            authenticator=authenticator if login else None,
            auth_require_tls=login is not None,
            auth_required=login is not None,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.office.talks.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.office.talks.discard(self)
        super().connection_lost(error)

    async def smtp_EHLO(self, hostname: str) -> None:
        self.stage = "hello"
        await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:
        self.stage = "hello"
        await super().smtp_HELO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        self.stage = "starttls"
        await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        self.stage = "auth"
        await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.stage = "mail"
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self.stage = "rcpt"
        self.to = (arg or "")[3:].strip("<> ")
        self.fault = self.office.fault_of_message(self.to)
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        self.stage = "data"
        if self.fault and self.fault.stage == "data" and self.fault.act in ("defer", "refuse", "echo"):
            await self.push("354 instead of this, the fault")
            return
        await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str) -> None:
        self.stage, self.fault = "mail", None
        await super().smtp_RSET(arg)

    async def push(self, status: Any) -> None:
        """Every answer goes through here."""
        fault = self.fault
        if fault is None or self.transport is None:
            await super().push(status)
        elif fault.stage == "body" and self.stage == "data":
            await super().push(status)
            await self._misbehave("drop" if fault.act == "drop" else "hang", status)
        elif fault.stage == self.stage or (fault.stage == "taken" and self.stage == "dot"):
            if self.stage != "hello" or not str(status).startswith("250-"):
                await self._misbehave(fault.act, status)
        else:
            await super().push(status)

    async def _misbehave(self, act: Act, status: str) -> None:
        match act:
            case "defer":
                await super().push("451 4.3.0 try again later")
            case "refuse":
                await super().push("550 5.1.1 no such mailbox")
            case "echo":
                shown = self.got.text.split() if self.got else []
                await super().push(f"550 5.7.1 <{self.to}> spam: {' '.join(shown)}".encode())
            case "babble":
                await super().push("what?")
            case "late":
                await asyncio.sleep(self.office.late_seconds)
                await super().push(status)
            case "slow":
                for sign in f"{status}\r\n":
                    self._writer.write(sign.encode())
                    await asyncio.sleep(self.office.late_seconds / 100)
            case "hang":
                await asyncio.Event().wait()
            case "leave":
                await super().push("421 4.3.2 going down")
                self._leave()
            case "drop":
                self._leave()

    def _leave(self) -> None:
        self.transport.close()
        raise asyncio.CancelledError
