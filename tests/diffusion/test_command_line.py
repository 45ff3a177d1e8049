"""emotion-garden paint and models with a model in the house."""

import json
import os
import re
import signal
import struct
import subprocess
import time

import pytest
from garden import BINARY, ENVIRONMENT
from patience import PATIENCE, run
from PIL import Image


def paint(painter: str, output, *options: str, prompt: str = "a calm lake"):
    return run("paint", prompt, "--painters", painter, "--size", "256x128", "--steps", "4", "-o", output, *options)


def children(process: int) -> list[int]:
    """The programs that a server has started and of which something is left."""
    found = []
    for stat in map(lambda name: f"/proc/{name}/stat", filter(str.isdigit, os.listdir("/proc"))):
        try:
            with open(stat) as file:
                text = file.read()
        except OSError:
            continue
        name, rest = text[text.index("(") + 1 :].rsplit(")", 1)
        if name.startswith("emotion-garden") and int(rest.split()[1]) == process:
            found.append(int(text.split()[0]))
    return found


def wait_until_gone(process: int, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while os.path.exists(f"/proc/{process}"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_line(process: subprocess.Popen, words: str) -> None:
    while words not in (line := process.stderr.readline()):
        assert line, "it ended before"


@pytest.fixture
def long_painting(painter, tmp_path):
    """The command at work on a picture of a thousand steps, of which some are done, and the program that paints."""
    process = subprocess.Popen(
        [BINARY, "paint", "lake", "--painters", painter(), "--size", "512x512", "--steps", "1000", "--progress", "-o",
         tmp_path / "a.png"], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    wait_for_line(process, "step 2 of")
    (child,) = children(process.pid)
    return process, child


def test_a_picture_is_painted_and_says_how(painter, tmp_path):
    done = paint(painter(), tmp_path / "a.png", "--seed", "7", "--negative", "rain", "--progress")
    assert done.returncode == 0, done.stderr
    recipe = json.loads(done.stdout.split(": ", 1)[1])
    assert recipe["painter"] == "diffusion"
    assert recipe["version"] == "flux"
    assert re.fullmatch("[0-9a-f]{64}", recipe["modelSha256"])
    assert (recipe["seed"], recipe["steps"], recipe["width"], recipe["height"]) == (7, 4, 256, 128)
    assert recipe["options"] == {"sampler": "euler", "scheduler": "discrete"}
    assert recipe["with"] == {"taesd": "taesd.safetensors"}
    assert "negativePrompt" not in recipe, "without guidance nothing is compared with it"
    steps = re.findall(r"step (\d) of 4(, preview 32x16)?", done.stderr)
    assert [number for number, _ in steps] == sorted(number for number, _ in steps)
    assert {"1", "2", "3", "4"} <= {number for number, _ in steps}
    assert any(preview for _, preview in steps)
    picture = Image.open(tmp_path / "a.png")
    assert picture.size == (256, 128)
    assert len(picture.convert("RGB").getcolors(1 << 16) or range(1 << 16)) > 1000
    parameters = picture.info["parameters"].splitlines()
    assert parameters[0] == "a calm lake"
    assert parameters[1].startswith("Steps: 4, Sampler: Euler, ")
    assert f"Seed: 7, Size: 256x128, Model hash: {recipe['modelSha256'][:10]}, Model: flux, " in parameters[1]


def test_a_jpeg_carries_the_parameters_too(painter, tmp_path):
    assert paint(painter(), tmp_path / "a.jpeg", "--seed", "7", prompt="고요한 호수").returncode == 0
    found = subprocess.run(["exiftool", "-j", "-UserComment", tmp_path / "a.jpeg"], capture_output=True, check=True)
    (tags,) = json.loads(found.stdout)
    assert tags["UserComment"].startswith("고요한 호수\nSteps: 4, Sampler: Euler")
    valid = subprocess.run(["exiftool", "-validate", "-s3", tmp_path / "a.jpeg"], capture_output=True, text=True, check=True)
    assert valid.stdout.strip() == "OK"


def test_the_same_seed_gives_the_same_picture_and_another_another(painter, tmp_path):
    pictures = []
    for number, seed in enumerate(("7", "7", "8")):
        assert paint(painter(), tmp_path / f"{number}.png", "--seed", seed).returncode == 0
        pictures.append(Image.open(tmp_path / f"{number}.png").tobytes())
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]


def test_a_size_that_no_model_paints_is_painted_larger_and_cut(painter, tmp_path):
    done = run("paint", "lake", "--painters", painter(), "--size", "200x100", "--steps", "1", "-o", tmp_path / "a.png")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.split(": ", 1)[1])["paintedSize"] == "256x128"
    assert Image.open(tmp_path / "a.png").size == (200, 100)


def test_quality_words_of_the_painter_are_added(painter, tmp_path):
    done = paint(painter(quality="best%2C sharp"), tmp_path / "a.png")
    assert json.loads(done.stdout.split(": ", 1)[1])["prompt"] == "a calm lake, best, sharp"


def test_ctrl_c_ends_it_within_a_second_and_leaves_no_program(long_painting):
    process, child = long_painting
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 1
    assert time.monotonic() - begun < 2
    assert "cancelled" in process.stderr.read()
    wait_until_gone(child)


def test_a_program_without_its_server_ends(long_painting):
    process, child = long_painting
    process.kill()
    process.wait()
    wait_until_gone(child)


def test_models_are_listed_with_what_they_hold(models):
    listed = run("models", models)
    assert listed.returncode == 0, listed.stderr
    blocks = dict(re.findall(r"^(\S+)\n((?:    .*\n)+)", listed.stdout, re.MULTILINE))
    assert "Flux" in blocks[str(models / "flux.safetensors")]
    assert "paints in few steps: 4" in blocks[str(models / "flux.safetensors")]
    assert "a part of one" in blocks[str(models / "clip_l.safetensors")]
    assert re.search(r"\d+\.\d GB of memory are free", listed.stdout)


def test_of_the_painters_that_are_configured(painter, models):
    listed = run("models", "--painters", painter())
    assert listed.stdout.startswith(str(models / "flux.safetensors"))
    assert "no model was found" in run("models").stderr


def huge_model(path):
    """The header of a model of two terabytes, and nothing behind it."""
    tensors = {
        "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": [320, 768],
        "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight": [49408, 768],
        "model.diffusion_model.huge.weight": [1_000_000, 1_000_000],
    }
    header = {name: {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for name, shape in tensors.items()}
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    return path


def test_a_model_that_the_machine_cannot_hold_is_refused_with_the_numbers(tmp_path):
    model = huge_model(tmp_path / "huge.safetensors")
    refused = paint(f"sd=diffusion@{model}", tmp_path / "a.png")
    assert refused.returncode == 1
    assert re.search(r"the model huge needs 2\d{3}\.\d GB of memory \(.* to paint 256x128\), and \d+\.\d GB are free", refused.stderr)
    listed = run("painters", "--painters", f"sd=diffusion@{model}")
    assert listed.returncode == 1
    assert "needs 2" in listed.stdout


def half_a_model(models) -> bytes:
    whole = (models / "flux.safetensors").read_bytes()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.safetensors", None, "there is no file"),
        ("a.safetensors", b"\xff" * 100, "is damaged, or was not fetched in full"),
        ("a.gguf", b"GGUF", "is damaged, or was not fetched in full"),
        ("half.safetensors", half_a_model, "its end is missing"),
    ],
)
def test_a_model_file_that_is_none_is_named(models, tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content(models) if callable(content) else content)
    refused = paint(f"sd=diffusion@{tmp_path / name}", tmp_path / "out.png")
    assert refused.returncode != 0
    assert "the painter sd" in refused.stderr
    assert name in refused.stderr
    assert message in refused.stderr


def test_an_order_that_the_painter_does_not_understand_is_refused(painter, tmp_path):
    for prompt, message in (("<lora:dream:1> lake", "give it one with lora=FOLDER"),):
        refused = paint(painter(), tmp_path / "a.png", prompt=prompt)
        assert refused.returncode == 2
        assert message in refused.stderr
    (tmp_path / "loras").mkdir()
    (tmp_path / "loras" / "rain.safetensors").touch()
    refused = paint(painter(lora=tmp_path / "loras"), tmp_path / "a.png", prompt="<lora:../etc:1> lake")
    assert "there are: rain" in refused.stderr


def test_without_the_program_it_says_how_to_get_it(painter, tmp_path):
    listed = run("painters", "--painters", painter(), "--diffusion-program", tmp_path / "none")
    assert "./dev diffusion builds it" in listed.stdout
    refused = run("paint", "lake", "--painters", painter(), "--diffusion-program", tmp_path / "none", "-o", tmp_path / "a.png")
    assert refused.returncode == 1
    assert "cannot be started: No such file or directory" in refused.stderr
