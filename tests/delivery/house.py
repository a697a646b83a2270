"""This machine, as the operator's file names it where calls may go to it."""

from __future__ import annotations

from sagsgang.delivery.channels.perimeter import Allowed

THIS_MACHINE = Allowed(hosts=("localhost",))
