"""What is painted by two programs and compared: goldens/NAME.png by make_goldens.py, the same by ours in test_parity.py."""

import pathlib
from typing import NamedTuple

GOLDENS = pathlib.Path(__file__).resolve().parent / "goldens"
PROMPT = "a cat"
TOKENS = (320, 2368)  # of CLIP for that prompt
SEED = 1234
SIZE = (128, 128)


class Case(NamedTuple):
    name: str
    steps: int
    guidance: float
    small_decoder: bool  # TAESD instead of the full decoder


CASES = (
    Case("one-step-vae", 1, 1.0, False),
    Case("one-step-taesd", 1, 1.0, True),
    Case("four-steps-vae", 4, 7.5, False),
    Case("four-steps-taesd", 4, 7.5, True),
)
