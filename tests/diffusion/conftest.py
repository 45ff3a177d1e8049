import sys
from pathlib import Path

import pytest

sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "api"))

import weights  # noqa: E402  (beside this file)
from garden import Garden  # noqa: E402  (of the black-box tests)


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    """The folder of flux.safetensors, taesd.safetensors and clip_l.safetensors."""
    return weights.make(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def painter(models):
    """The description of a painter with the tiny model, in another file where one is named: painter("sd", timeout=3)."""

    def describe(name: str = "sd", file: Path = models / "flux.safetensors", **more: object) -> str:
        options = {"clip_l": models / "clip_l.safetensors", "taesd": models / "taesd.safetensors"} | more
        return f"{name}=diffusion@{file}#" + "&".join(f"{key}={value}" for key, value in options.items())

    return describe


@pytest.fixture
def new_garden(tmp_path):
    """Makes servers of a test's own: new_garden("--painters", painter())."""
    made = []

    def make(*options: str) -> Garden:
        made.append(Garden(tmp_path / f"data{len(made)}", *options))
        return made[-1]

    yield make
    for one in made:
        one.close()
