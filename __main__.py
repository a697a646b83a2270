"""``python -m sagsgang``."""

from .cli import main

main()
