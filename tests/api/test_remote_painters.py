"""Painters behind HTTP, each dialect against a server that answers as its documents say, well and badly."""

import base64
import json
import signal
import subprocess
import time

import pytest
from fake_painters import JOB_STEPS, MODEL, WORKFLOW, FakePainters
from garden import BINARY, ENVIRONMENT, command
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


# ---------------------------------------------------------------- what is painted


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_picture_of_each_dialect(describe, paint, dialect):
    done = paint(describe(dialect), "--seed", "7")
    assert done.returncode == 0, done.stderr
    assert size_of(done.picture) == (640, 400)
    assert done.recipe["painter"] == dialect
    assert (done.recipe["width"], done.recipe["height"]) == (640, 400)
    assert "paintedSize" not in done.recipe
    assert done.recipe["prompt"] == "calm roses"


@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one != "openai"])
def test_fifty_steps_and_a_guidance_of_seven_and_a_half_unless_said_otherwise(describe, paint, dialect):
    recipe = paint(describe(dialect)).recipe
    assert (recipe["steps"], recipe["guidance"]) == (50, 7.5)
    recipe = paint(describe(dialect, "steps=30", "guidance=6.5")).recipe
    assert (recipe["steps"], recipe["guidance"]) == (30, 6.5)
    recipe = paint(describe(dialect, "steps=30"), "--steps", "12", "--guidance", "3").recipe
    assert (recipe["steps"], recipe["guidance"]) == (12, 3)


def test_what_automatic1111_is_asked(fake, describe, paint):
    done = paint(describe("automatic1111", "model=v2.safetensors"), "--seed", "7", "--negative", "people")
    (asked,) = fake.asked("/sdapi/v1/txt2img")
    expected = {"prompt": "calm roses", "negative_prompt": "people", "width": 640, "height": 400, "steps": 50,
                "cfg_scale": 7.5, "seed": 7, "batch_size": 1, "n_iter": 1}  # fmt: skip
    assert expected.items() <= asked.body.items()
    assert asked.body["override_settings"] == {"sd_model_checkpoint": "v2.safetensors"}
    assert done.recipe["version"] == MODEL, "the model is the one that the server names"
    assert done.recipe["negativePrompt"] == "people"


def test_what_sd_server_is_asked(fake, describe, paint):
    paint(describe("sd_server"), "--seed", "7", "--negative", "people")
    (asked,) = fake.asked("/sdcpp/v1/img_gen")
    expected = {"prompt": "calm roses", "negative_prompt": "people", "width": 640, "height": 400, "seed": 7, "batch_count": 1}
    assert expected.items() <= asked.body.items()
    assert asked.body["sample_params"] == {"sample_steps": 50, "guidance": {"txt_cfg": 7.5}}


def test_what_sagemaker_is_asked(fake, describe, paint):
    paint(describe("sagemaker"), "--seed", "7")
    (asked,) = fake.asked("/invocations")
    assert asked.body == {
        "prompt": "calm roses", "width": 640, "height": 400, "num_images_per_prompt": 1, "num_inference_steps": 50,
        "guidance_scale": 7.5, "seed": 7,
    }  # fmt: skip
    assert asked.headers["Accept"] == "application/json;jpeg"


def test_openai_says_what_it_leaves_out(fake, describe, paint):
    done = paint(describe("openai", "model=sdxl"), "--negative", "people", "--seed", "7")
    (asked,) = fake.asked("/v1/images/generations")
    assert asked.body == {"prompt": "calm roses", "n": 1, "size": "640x400", "model": "sdxl", "response_format": "b64_json"}
    assert set(done.recipe) == {"painter", "version", "prompt", "width", "height"}, "neither seed nor steps"
    assert done.recipe["version"] == "sdxl"


@pytest.mark.parametrize(
    ("model", "size", "asked"),
    [("gpt-image-1", "1280x800", "1536x1024"), ("gpt-image-1", "800x1280", "1024x1536"), ("dall-e-3", "1280x800", "1792x1024"),
     ("dall-e-2", "768x512", "1024x1024"), ("gpt-image-1", "512x512", "1024x1024")],
)  # fmt: skip
def test_openai_models_paint_a_few_sizes(fake, describe, paint, model, size, asked):
    done = paint(describe("openai", f"model={model}"), size=size)
    assert done.returncode == 0, done.stderr
    assert fake.requests[-1].body["size"] == asked
    assert size_of(done.picture) == tuple(map(int, size.split("x")))
    assert done.recipe["paintedSize"] == asked


def test_openai_pictures_at_an_address_are_fetched_without_the_key(fake, describe, paint):
    fake.answer = "url"
    fake.key = "Bearer sk-secret-0123"
    done = paint(describe("openai", "key_env=PAINT_KEY"), env={"PAINT_KEY": "sk-secret-0123"})
    assert done.returncode == 0, done.stderr
    assert size_of(done.picture) == (640, 400)
    fetched = [one for one in fake.requests if one.path.startswith("/files/")]
    assert len(fetched) == 2, "a redirect is followed"
    assert not any("Authorization" in one.headers for one in fetched)


def test_the_workflow_of_comfyui_is_filled_in(fake, describe, paint):
    prompt = 'roses "quoted" \\ {seed} {negative}'
    done = paint(describe("comfyui"), "--seed", "7", "--negative", "people", prompt=prompt)
    assert done.returncode == 0, done.stderr
    nodes = fake.asked("/prompt")[0].body["prompt"]
    assert nodes["3"]["inputs"] == WORKFLOW["3"]["inputs"] | {"seed": 7, "steps": 50, "cfg": 7.5}
    assert nodes["3"]["_meta"] == WORKFLOW["3"]["_meta"]
    assert nodes["5"]["inputs"] == {"width": 640, "height": 400, "batch_size": 1}
    assert nodes["6"]["inputs"]["text"] == f"masterpiece, {prompt}, {{style}}", "what is put in is not looked at again"
    assert nodes["7"]["inputs"]["text"] == "people"


def test_large_seeds_are_carried_out_as_the_recipe_says(fake, describe, paint):
    recipe = paint(describe("automatic1111"), "--seed", str(2**63 + 5)).recipe
    assert recipe["seed"] == fake.requests[0].body["seed"] == 5


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_size_that_it_cannot_paint_is_rounded_up_and_cropped(fake, describe, paint, dialect):
    done = paint(describe(dialect, "multiple=64"), size="1024x600")
    assert done.returncode == 0, done.stderr
    assert size_of(done.picture) == (1024, 600)
    assert done.recipe["paintedSize"] == "1024x640"
    assert (done.recipe["width"], done.recipe["height"]) == (1024, 600)
    assert "1024x640" in Image.open(done.picture).getexif()[0x010E]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_picture_of_another_size_is_scaled_and_cropped_and_said_so(fake, describe, paint, dialect):
    fake.fault = "other_size"
    done = paint(describe(dialect))
    assert done.returncode == 0, done.stderr
    assert size_of(done.picture) == (640, 400)
    assert done.recipe["paintedSize"] == "500x500"


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("fault", "said", "status"),
    [("html", "web page", 1), ("truncated", "cut off", 1), ("short", "broke off", 1), ("array", "", 1),
     ("no_picture", "", 1), ("refused", "too flowery", 2), ("bare_400", "HTTP 400", 2),
     ("broken", "CUDA out of memory", 1), ("bare_500", "HTTP 500", 1), ("busy", "busy", 1),
     ("redirect", "another address", 1), ("huge", "octets", 1), ("close", "broke off", 1),
     ("tiny", "1x1", 1), ("damaged", "damaged", 1)],
)  # fmt: skip
def test_a_fault_is_told_plainly(fake, describe, paint, dialect, fault, said, status):
    fake.fault = fault
    done = paint(describe(dialect))
    assert done.returncode == status, f"{status} is a misuse, 1 what may go better another time: {done.stderr}"
    assert said in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert not done.picture.exists()


@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one != "comfyui"])
@pytest.mark.parametrize(("fault", "said"), [("base64", "base64"), ("text", "neither a JPEG nor a PNG")])
def test_a_picture_that_is_none(fake, describe, paint, dialect, fault, said):
    fake.fault = fault
    done = paint(describe(dialect))
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_hang_ends_at_the_time_out(fake, describe, paint, dialect):
    fake.fault = "hang"
    begun = time.monotonic()
    done = paint(describe(dialect, "timeout=1"))
    assert done.returncode == 1
    assert "within 1 s" in done.stderr
    assert time.monotonic() - begun < 6


@pytest.mark.parametrize("dialect", ["sd_server", "comfyui"])
def test_a_job_that_never_ends_is_given_up_and_cancelled(fake, describe, paint, dialect):
    fake.delay = 100
    done = paint(describe(dialect, "timeout=1"))
    assert done.returncode == 1
    assert "did not finish within 1 s" in done.stderr
    assert fake.interrupted.is_set()


@pytest.mark.parametrize(("dialect", "said"), [("sd_server", "empty results"), ("comfyui", "out of memory")])
def test_a_job_that_fails(fake, describe, paint, dialect, said):
    fake.fault = "job_failed"
    done = paint(describe(dialect))
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("dialect", ["sd_server", "comfyui"])
def test_a_job_that_ends_without_a_picture(fake, describe, paint, dialect):
    fake.fault = "job_empty"
    done = paint(describe(dialect))
    assert (done.returncode, "without a picture" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(("dialect", "said"), [("sd_server", "job not found"), ("comfyui", "has lost the order")])
def test_a_job_that_the_server_has_forgotten(fake, describe, paint, dialect, said):
    fake.fault = "forgotten"
    done = paint(describe(dialect))
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("dialect", ["sd_server", "comfyui"])
def test_a_poll_may_fail_now_and_then(fake, describe, paint, dialect):
    fake.fail_polls = 2
    assert paint(describe(dialect)).returncode == 0
    fake.fail_polls = 3
    done = paint(describe(dialect))
    assert (done.returncode, "HTTP 502" in done.stderr) == (1, True), done.stderr


def test_nobody_is_there(paint):
    done = paint("big=automatic1111@http://127.0.0.1:1")
    assert done.returncode == 1
    assert "127.0.0.1:1 does not accept connections" in done.stderr


def test_no_such_host(paint):
    done = paint("big=openai@http://painter.invalid")
    assert done.returncode == 1
    assert "painter.invalid:80" in done.stderr


def test_no_proxy_of_the_environment_is_used(fake, describe, paint):
    proxies = {name: "http://127.0.0.1:1" for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")}
    assert paint(describe("automatic1111"), env=proxies).returncode == 0


def test_a_proxy_is_used_when_the_painter_says_so(fake, paint):
    done = paint(f"big=openai@http://painter.invalid#proxy={fake.url}")
    assert done.returncode == 0, done.stderr
    assert fake.requests[0].headers["Host"] == "painter.invalid"


# ---------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for 127.0.0.1, and its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "both.pem").write_bytes((folder / "ca.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return folder


def test_https_is_spoken_with_those_who_are_trusted(certificate, paint):
    with FakePainters(certificate / "both.pem") as fake:
        done = paint(f"big=openai@{fake.url}#ca_file={certificate}/ca.pem")
        assert done.returncode == 0, done.stderr
        done = paint(f"big=openai@{fake.url}")
        assert (done.returncode, "no secure connection (TLS): " in done.stderr) == (1, True), done.stderr
        done = paint(f"big=openai@{fake.url.replace('127.0.0.1', 'localhost')}#ca_file={certificate}/ca.pem")
        assert (done.returncode, "no secure connection (TLS): " in done.stderr) == (1, True), "another name"
        done = paint(f"big=openai@{fake.url}#ca_file={certificate}/absent.pem")
        assert (done.returncode, "file of trusted certificates" in done.stderr) == (1, True), done.stderr
        assert len(fake.requests) == 1


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_key_is_sent_and_never_shown(fake, describe, paint, tmp_path, dialect):
    key = "gardener:secret-0123" if dialect == "automatic1111" else "sk-secret-0123"
    fake.key = f"Basic {base64.b64encode(key.encode()).decode()}" if dialect == "automatic1111" else f"Bearer {key}"
    (tmp_path / "key").write_text(key + "\n", encoding="utf-8")
    for options, env in (["key_env=PAINT_KEY"], {"PAINT_KEY": key}), ([f"key_file={tmp_path}/key"], None):
        done = paint(describe(dialect, *options), "--progress", env=env)
        assert done.returncode == 0, done.stderr
        assert "secret" not in done.stdout + done.stderr
        assert b"secret" not in done.picture.read_bytes()
    fake.fault = "unauthorised"
    done = paint(describe(dialect, "key_env=PAINT_KEY"), "--log-level", "debug", env={"PAINT_KEY": key})
    assert done.returncode == 1
    assert "key" in done.stderr
    assert "secret" not in done.stdout + done.stderr, "even if the server says it"


def test_a_key_that_is_not_there(describe, paint, tmp_path):
    done = paint(describe("openai", "key_env=PAINT_KEY"))
    assert (done.returncode, "the painter big: the environment variable PAINT_KEY is not set" in done.stderr) == (2, True)
    done = paint(describe("openai", f"key_file={tmp_path}/absent"))
    assert (done.returncode, "absent cannot be read" in done.stderr) == (2, True)


# ---------------------------------------------------------------- while it paints


def test_progress_and_preview_of_automatic1111(fake, describe, paint):
    fake.delay = 2.5
    done = paint(describe("automatic1111"), "--progress")
    assert done.returncode == 0
    steps = [int(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("step ")]
    assert len(steps) >= 2
    assert steps == sorted(steps) and steps[-1] > 0
    assert "of 50, preview 64x64" in done.stderr


def test_progress_and_preview_of_comfyui(fake, describe, paint):
    fake.delay = 1.2
    done = paint(describe("comfyui"), "--progress")
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert [f"step {step} of {JOB_STEPS}" for step in range(1, JOB_STEPS + 1)] == [one for one in lines if "preview" not in one]
    assert lines.count(f"step {JOB_STEPS} of {JOB_STEPS}, preview 64x40") == 1
    (asked,) = fake.asked("/ws")
    assert asked.query["clientId"] == [fake.asked("/prompt")[0].body["client_id"]]


@pytest.mark.parametrize("trouble", ["absent", "closed", "rubbish"])
def test_comfyui_paints_without_its_websocket(fake, describe, paint, trouble):
    fake.websocket = trouble != "absent"
    fake.delay = 1
    fake.feed_trouble = trouble
    done = paint(describe("comfyui"), "--progress")
    assert done.returncode == 0, done.stderr
    assert size_of(done.picture) == (640, 400)


def cancelled(arguments: list, fake: FakePainters) -> tuple[int, str, float]:
    """Paints, and gives up once the order is there: exit status, standard error, seconds from the signal to the end."""
    with subprocess.Popen([BINARY, *arguments], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert fake.started.wait(20)
            process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            _, said = process.communicate(timeout=20)
            return process.returncode, said, time.monotonic() - begun
        finally:
            process.kill()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_giving_up_tells_the_painter_where_it_can(fake, describe, tmp_path, dialect):
    fake.delay = 60
    arguments = ["paint", "roses", "--painters", describe(dialect), "-o", tmp_path / "out.jpeg"]
    status, said, seconds = cancelled(arguments, fake)
    assert (status, "stopped" in said) == (1, True), said
    assert seconds < 2
    assert not (tmp_path / "out.jpeg").exists()
    if dialect in ("automatic1111", "sd_server", "comfyui"):
        assert fake.interrupted.wait(5)
    if dialect == "comfyui":
        (job,) = fake.jobs
        assert [one.body for one in fake.asked("/queue") if one.method == "POST"] == [{"delete": [job]}]
        assert [one.body for one in fake.asked("/interrupt")] == [{"prompt_id": job}]


def test_what_another_has_ordered_is_not_interrupted(fake, describe, tmp_path):
    fake.delay = 60
    arguments = ["paint", "roses", "--painters", describe("automatic1111"), "-o", tmp_path / "out.jpeg"]
    started = fake.started

    class Other:
        """The order is there, and then another one is painted."""

        def wait(self, timeout: float) -> bool:
            there = started.wait(timeout)
            while not fake.painting:
                time.sleep(0.005)
            fake.painting = fake.painting | {"force_task_id": "somebody else's"}
            return there

    fake.started = Other()
    fake.started.set = started.set
    status, _, _ = cancelled(arguments, fake)
    assert status == 1
    assert fake.asked("/sdapi/v1/progress")
    assert not fake.asked("/sdapi/v1/interrupt")


# ---------------------------------------------------------------- choosing and checking


def test_one_of_several_is_chosen_by_name(describe, paint):
    both = f"flower,{describe('openai')}"
    assert paint(both).recipe["painter"] == "flower"
    assert paint(both, "--painter", "big").recipe["painter"] == "openai"
    done = paint(both, "--painter", "small")
    assert (done.returncode, "flower, big" in done.stderr) == (2, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_painters_says_who_can_work_now(fake, describe, dialect):
    fake.key = "Bearer sk-secret-0123"
    if dialect == "automatic1111":
        fake.key = f"Basic {base64.b64encode(b'a:secret').decode()}"
    key = "a:secret" if dialect == "automatic1111" else "sk-secret-0123"
    spec = f"flower,{describe(dialect, 'key_env=PAINT_KEY', 'parallel=3')},gone={dialect}@http://127.0.0.1:1"
    if dialect == "comfyui":
        spec += "#" + describe(dialect).split("#")[1]
    done = command("painters", "--painters", spec, env={"PAINT_KEY": key})
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["flower", "flower", "1", "at", "once", "ready"]
    assert lines[1].split() == ["big", dialect, "3", "at", "once", "ready"]
    assert "does not accept connections" in lines[2]
    assert done.returncode == 1
    assert "1 of 3 painters" in done.stderr
    done = command("painters", "--painters", spec, env={"PAINT_KEY": "b:wrong-key"})
    assert "wants another key" in done.stdout.splitlines()[1]


def test_a_key_that_may_paint_but_not_look_is_good_enough(fake, describe):
    fake.forbidden = {"/v1/models", "/invocations", "/system_stats"}
    done = command("painters", "--painters", f"{describe('openai')},{describe('sagemaker').replace('big', 'b')}")
    assert done.returncode == 0, done.stdout
    assert command("painters", "--painters", describe("comfyui")).returncode == 1


def test_painters_of_an_address_that_is_something_else(fake):
    spec = f"a=automatic1111@{fake.url}/elsewhere,b=sd_server@{fake.url}/elsewhere"
    done = command("painters", "--painters", spec)
    assert done.returncode == 1
    assert "is this the address of an AUTOMATIC1111 web UI" in done.stdout
    assert "is this the address of sd-server" in done.stdout


@pytest.mark.parametrize("spelling", ["file", "file list", "environment", "former flag", "former file"])
def test_painters_are_one_setting_in_three_spellings(fake, describe, tmp_path, spelling):
    spec, file, env = describe("sd_server"), tmp_path / "garden.toml", {}
    arguments = ["painters"]
    if spelling.startswith(("file", "former file")):
        lines = {"file": f'painters = "flower, {spec}"', "file list": f'painters = ["flower", "{spec}"]',
                 "former file": f'painter = "flower, {spec}"'}  # fmt: skip
        file.write_text(lines[spelling], encoding="utf-8")
        arguments += ["--config", file]
    elif spelling == "environment":
        env = {"EMOTION_GARDEN_PAINTERS": f"flower, {spec}"}
    else:
        env = {"EMOTION_GARDEN_PAINTER": f"flower, {spec}"}
    done = command(*arguments, env=env)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["flower", "big"]


def test_a_server_does_not_start_with_a_painter_that_is_described_wrongly(tmp_path):
    for spec in ("big=automatic1111@nowhere", "big=robot@http://127.0.0.1:1", "a=openai@http://h#key=sk-secret"):
        done = command("serve", "--data", tmp_path / "data", "--painters", spec)
        assert done.returncode == 2
        assert "painters: " in done.stderr
        assert "secret" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_serve_knows_the_former_name_of_the_flag(tmp_path):
    done = command("serve", "--data", tmp_path / "data", "--painter", "big=openai@http://127.0.0.1:1#key_env=NOT_SET")
    assert done.returncode == 2
    assert "the painter big: the environment variable NOT_SET is not set" in done.stderr
