"""What another system answered is kept without what it was told in confidence."""

from __future__ import annotations

import pytest
from sagsgang.delivery.channels.response_masking import masked

from ..letters import letter

URL = "d7sms://user:abcDEF123%2Fxyz789@gateway.example.dk/+4512345678?key=Kort"


@pytest.mark.parametrize(
    "repeated",
    [
        "abcDEF123%2Fxyz789",  # as it stands in the URL
        "abcDEF123/xyz789",  # decoded
        "ABCDEF123 XYZ789",
        "keyabcDEF123here xyz789",  # glued to other words
        "bcDEF12 yz78",  # cut
        "abcDEF123_xyz789 Kort",
    ],
)
def test_a_secret_is_repeated_in_no_form(repeated: str) -> None:
    """Given a URL with a token and a key, when the service's answer repeats them in some form, then no piece of four signs
    of them is kept, while the words around them are."""
    kept = masked(f"Rejected {repeated} because", letter(), URL)
    secrets = ("abcdef123", "xyz789", "kort")
    pieces = {one[at : at + 4] for one in secrets for at in range(len(one) - 3)}
    assert [piece for piece in pieces if piece in kept.lower()] == []
    assert kept.startswith("Rejected ")
    assert kept.endswith(" because")
