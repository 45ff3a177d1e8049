"""Painters behind HTTP: TLS and keys, progress and giving up, choosing and checking."""

import base64
import signal
import subprocess
import time

import pytest
from fake_painters import FakePainters
from fake_pictures import JOB_STEPS
from garden import BINARY, ENVIRONMENT, command
from remote_painters import DIALECTS, size_of

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
    encoded = base64.b64encode(key.encode()).decode()
    fake.key = f"Basic {encoded}" if dialect == "automatic1111" else f"Bearer {key}"
    (tmp_path / "key").write_text(key + "\n", encoding="utf-8")
    for options, env in (["key_env=PAINT_KEY"], {"PAINT_KEY": key}), ([f"key_file={tmp_path}/key"], None):
        done = paint(describe(dialect, *options), "--progress", env=env)
        assert done.returncode == 0, done.stderr
        assert "secret" not in done.stdout + done.stderr
        assert b"secret" not in done.picture.read_bytes()
    for fault in "unauthorised", "telling":
        fake.fault = fault
        done = paint(describe(dialect, "key_env=PAINT_KEY"), "--log-level", "debug", env={"PAINT_KEY": key})
        assert done.returncode == 1
        if fault == "unauthorised" or dialect == "openai":  # the others do not show what such an answer says
            assert "wrong key: ***, ***, password ***" in done.stderr.replace("***=", "***"), done.stderr
        for form in "secret", key, encoded.rstrip("="):
            assert form not in done.stdout + done.stderr, "even if the server says it"


def test_no_key_is_taken_out_of_a_picture(fake, describe, paint):
    picture = fake.picture(640, 400, 1)
    key = picture[len(picture) // 2 :][:4]
    fake.key = f"Bearer {key}"
    done = paint(describe("openai", "key_env=PAINT_KEY"), env={"PAINT_KEY": key})
    assert done.returncode == 0, done.stderr


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


def test_nothing_is_interrupted_where_the_server_does_not_say_whose_picture_it_paints(fake, describe, paint, tmp_path):
    fake.current_task = False
    fake.delay = 60
    arguments = ["paint", "roses", "--painters", describe("automatic1111"), "-o", tmp_path / "out.jpeg"]
    status, said, _ = cancelled(arguments, fake)
    assert (status, "stopped" in said) == (1, True), said
    assert paint(describe("automatic1111", "timeout=1")).returncode == 1
    assert len(fake.asked("/sdapi/v1/progress")) >= 2, "it is asked whose it is"
    assert not fake.asked("/sdapi/v1/interrupt")
    fake.delay = 1.2
    done = paint(describe("automatic1111"), "--progress")
    assert (done.returncode, "step " in done.stderr) == (0, False), "nor is another's progress shown"


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
        done = command("serve", f"--data={tmp_path / 'data'}", "--painters", spec)
        assert done.returncode == 2
        assert "painters: " in done.stderr
        assert "secret" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_serve_knows_the_former_name_of_the_flag(tmp_path):
    done = command("serve", "--data", tmp_path / "data", "--painter", "big=openai@http://127.0.0.1:1#key_env=NOT_SET")
    assert done.returncode == 2
    assert "the painter big: the environment variable NOT_SET is not set" in done.stderr
