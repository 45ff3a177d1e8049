"""Painters behind HTTP, each dialect against a server that answers as its documents say, well and badly."""

import time

import pytest
from fake_comfyui import WORKFLOW
from fake_pictures import MODEL
from PIL import Image
from remote_painters import DIALECTS, size_of

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


def test_sampler_and_scheduler_have_the_same_names_wherever_they_are(fake, describe, paint):
    options = ("--sampler", "euler_a", "--scheduler", "sgm_uniform")
    assert paint(describe("automatic1111"), *options).recipe["options"] == {"sampler": "euler_a", "scheduler": "sgm_uniform"}
    (asked,) = fake.asked("/sdapi/v1/txt2img")
    assert {"sampler_name": "Euler a", "scheduler": "SGM Uniform"}.items() <= asked.body.items()
    paint(describe("sd_server"), *options, "--clip-skip", "2")
    (asked,) = fake.asked("/sdcpp/v1/img_gen")
    assert {"sample_method": "euler_a", "scheduler": "sgm_uniform"}.items() <= asked.body["sample_params"].items()
    assert asked.body["clip_skip"] == 2


@pytest.mark.parametrize(
    ("dialect", "option", "message"),
    [
        ("automatic1111", ("--sampler", "best"), "sampler of the painter big is one of euler, euler_a, heun"),
        ("automatic1111", ("--sampler", "tcd"), "sampler of the painter big is one of euler, euler_a, heun"),
        ("automatic1111", ("--clip-skip", "2"), "the painter big has no option clipSkip; it has sampler, scheduler"),
        ("sd_server", ("--clip-skip", "0"), "clipSkip of the painter big is one of 1, 2, 3"),
        ("sagemaker", ("--scheduler", "karras"), "the painter big has no option scheduler"),
    ],
)
def test_an_option_that_a_painter_does_not_have_is_refused_with_what_it_has(describe, paint, dialect, option, message):
    refused = paint(describe(dialect), *option)
    assert refused.returncode == 2
    assert message in refused.stderr


def test_an_order_with_options_is_for_painters_that_have_them(fake, describe, new_garden):
    garden = new_garden("--painters", f"flower,{describe('automatic1111')}").start()
    flower, big = garden.http.get("/api/v1/painters").json()["painters"]
    assert "options" not in flower
    assert "karras" in big["options"]["scheduler"]
    order = {"prompt": "calm roses", "width": 128, "height": 128, "sampler": "euler_a", "scheduler": "karras"}
    refused = garden.http.post("/api/v1/pictures", json=order)
    assert refused.status_code == 400
    assert refused.json()["error"] == 'the painter flower has no option sampler; let "painter" name one that does it: big'
    taken = garden.http.post("/api/v1/pictures", json=order | {"painter": "big"})
    assert taken.status_code == 202
    assert {"sampler": "euler_a", "scheduler": "karras"}.items() <= taken.json().items()
    deadline = time.monotonic() + 30
    while not fake.asked("/sdapi/v1/txt2img"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (asked,) = fake.asked("/sdapi/v1/txt2img")
    assert {"sampler_name": "Euler a", "scheduler": "Karras"}.items() <= asked.body.items()


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


@pytest.mark.parametrize("dialect", ["openai", "comfyui"])
def test_fetching_the_picture_ends_at_the_time_out_too(fake, describe, paint, dialect):
    fake.answer = "url"
    fake.file_delay = 30
    begun = time.monotonic()
    done = paint(describe(dialect, "timeout=2"))
    assert (done.returncode, "did not answer in full within" in done.stderr) == (1, True), done.stderr
    assert time.monotonic() - begun < 7


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
