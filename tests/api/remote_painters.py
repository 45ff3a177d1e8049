"""Fixtures of the tests of painters behind HTTP."""

import json

import pytest
from fake_comfyui import WORKFLOW
from fake_painters import FakePainters
from garden import command
from PIL import Image

DIALECTS = ["automatic1111", "openai", "sd_server", "comfyui", "sagemaker"]
ORDER_PATH = {
    "automatic1111": "/sdapi/v1/txt2img", "openai": "/v1/images/generations", "sd_server": "/sdcpp/v1/img_gen",
    "comfyui": "/prompt", "sagemaker": "/invocations",
}  # fmt: skip


@pytest.fixture
def fake():
    with FakePainters() as one:
        yield one


@pytest.fixture
def describe(fake, tmp_path):
    """describe("openai", "model=x"): the painter `big` of that dialect at the fake, as --painters takes it."""
    workflow = tmp_path / "workflow.json"
    workflow.write_text(json.dumps(WORKFLOW), encoding="utf-8")

    def spec(dialect: str, *options: str) -> str:
        path = "/invocations" if dialect == "sagemaker" else ""
        more = [f"workflow={workflow}"] if dialect == "comfyui" else []
        choices = "&".join([*more, *options])
        return f"big={dialect}@{fake.url}{path}" + (f"#{choices}" if choices else "")

    return spec


@pytest.fixture
def paint(tmp_path):
    """paint(spec, "--seed", "7"): the finished process; .picture is the file, .recipe what it printed."""

    def run(spec: str, *more: str, size: str = "640x400", prompt: str = "calm roses", env: dict | None = None):
        out = tmp_path / "picture.jpeg"
        out.unlink(missing_ok=True)
        done = command("paint", prompt, "--painters", spec, "--size", size, "-o", out, *more, env=env)
        done.picture = out
        done.recipe = json.loads(done.stdout.split(": ", 1)[1]) if done.returncode == 0 else None
        return done

    return run


def size_of(path) -> tuple[int, int]:
    with Image.open(path) as image:
        image.load()
        return image.size
