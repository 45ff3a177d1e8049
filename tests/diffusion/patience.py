"""The painter's program has the lowest priority: while anything else wants the processor it hardly moves, in tests too."""

from functools import partial

from garden import command

PATIENCE = 900.0  # seconds

run = partial(command, timeout=PATIENCE)
