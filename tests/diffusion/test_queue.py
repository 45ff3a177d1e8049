"""Jobs that a model in the house paints: followed, cancelled, and carried on when its program crashes or hangs."""

import os
import signal
import threading
import time

import pytest
from patience import PATIENCE
from test_command_line import children, wait_until_gone


def order(garden, **body) -> str:
    answer = garden.http.post("/api/v1/pictures", json={"prompt": "a calm lake", "width": 256, "height": 128, "steps": 4} | body)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def job(garden, number) -> dict:
    return garden.http.get(f"/api/v1/jobs/{number}").json()


def wait_for(garden, number, *states, seconds=PATIENCE) -> dict:
    deadline = time.monotonic() + seconds
    while (seen := job(garden, number))["state"] not in states:
        assert time.monotonic() < deadline, seen
        time.sleep(0.02)
    return seen


def wait_for_child(garden, other_than=0) -> int:
    deadline = time.monotonic() + PATIENCE
    while not (found := [child for child in children(garden.process.pid) if child != other_than]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found[0]


def wait_for_step(garden, number) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (progress := job(garden, number).get("progress")) or progress["step"] < 1:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def begin_long(garden) -> str:
    """A job of a thousand steps, of which some are done."""
    number = order(garden, width=512, height=512, steps=1000)
    wait_for_step(garden, number)
    return number


@pytest.fixture
def garden(new_garden, painter):
    return new_garden("--painters", painter()).start()


def test_a_job_is_painted_and_its_recipe_kept(garden):
    done = wait_for(garden, order(garden, seed=3, place="garden", emotion="happy"), "done")
    assert done["worker"] == "sd"
    (picture,) = done["pictures"]
    (stored,) = garden.http.get("/api/v1/pictures", params={"place": "garden"}).json()["pictures"]
    assert stored["key"] == picture["key"]
    recipe = stored["recipe"]
    assert (recipe["painter"], recipe["seed"], recipe["steps"]) == ("diffusion", 3, 4)
    assert len(recipe["modelSha256"]) == 64


def test_an_order_may_say_how_it_is_sampled(garden):
    number = order(garden, sampler="heun", scheduler="karras", clipSkip=2, place="garden", emotion="happy")
    assert {"sampler": "heun", "scheduler": "karras", "clipSkip": 2}.items() <= job(garden, number).items()
    wait_for(garden, number, "done")
    (stored,) = garden.http.get("/api/v1/pictures", params={"place": "garden"}).json()["pictures"]
    assert stored["recipe"]["options"] == {"clipSkip": "2", "sampler": "heun", "scheduler": "karras"}
    refused = garden.http.post("/api/v1/pictures", json={"prompt": "lake", "sampler": "best"})
    assert refused.status_code == 400
    assert "sampler of the painter sd is one of euler, euler_a" in refused.json()["error"]


def test_its_steps_and_a_preview_are_shown_meanwhile(garden):
    number = begin_long(garden)
    progress = job(garden, number)["progress"]
    assert progress["steps"] == 1000
    preview = garden.http.get(f"/api/v1/jobs/{number}/preview")
    assert preview.status_code == 200
    assert preview.headers["content-type"] == "image/jpeg"
    garden.http.post(f"/api/v1/jobs/{number}/cancel")


def test_the_model_stays_warm(garden):
    wait_for(garden, order(garden), "done")
    child = wait_for_child(garden)
    wait_for(garden, order(garden), "done")
    assert children(garden.process.pid) == [child]


def test_a_cancelled_job_stops_within_a_second_and_the_next_one_is_as_if_alone(garden):
    first = wait_for(garden, order(garden, seed=3), "done")
    long = begin_long(garden)
    begun = time.monotonic()
    assert garden.http.post(f"/api/v1/jobs/{long}/cancel").json()["state"] == "cancelled"
    again = wait_for(garden, order(garden, seed=3), "running", "done")
    assert time.monotonic() - begun < 5
    again = wait_for(garden, again["id"], "done")
    pictures = [garden.http.get("/" + done["pictures"][0]["key"]).content for done in (first, again)]
    assert pictures[0] == pictures[1]
    assert job(garden, long)["state"] == "cancelled"


def test_a_job_that_is_cancelled_while_the_model_loads_leaves_a_painter_that_paints(garden):
    for _ in range(4):
        number = order(garden)
        wait_for(garden, number, "running", "done")
        wait_for_child(garden)
        garden.http.post(f"/api/v1/jobs/{number}/cancel")
    wait_for(garden, order(garden), "done")
    assert "failed" not in garden.log()


def test_a_program_that_does_not_listen_is_ended(garden):
    """A step that takes long is ended too: SIGSTOP stands for the longest."""
    long = begin_long(garden)
    child = wait_for_child(garden)
    os.kill(child, signal.SIGSTOP)
    garden.http.post(f"/api/v1/jobs/{long}/cancel")
    wait_for(garden, order(garden), "done")
    assert child not in children(garden.process.pid)


def test_a_program_that_was_killed_is_started_again_and_its_job_carried_out(garden):
    number = begin_long(garden)
    child = wait_for_child(garden)
    os.kill(child, signal.SIGKILL)
    assert wait_for_child(garden, other_than=child) != child
    wait_for_step(garden, number)
    assert job(garden, number)["state"] == "running"
    garden.http.post(f"/api/v1/jobs/{number}/cancel")


def test_one_that_hangs_past_its_time_is_ended_and_its_job_tried_again(new_garden, painter):
    garden = new_garden("--painters", painter(timeout=5)).start()
    number = begin_long(garden)
    child = wait_for_child(garden)
    os.kill(child, signal.SIGSTOP)
    assert wait_for_child(garden, other_than=child) != child
    wait_for_step(garden, number)
    garden.http.post(f"/api/v1/jobs/{number}/cancel")
    assert "did nothing for 5 seconds" in garden.log()


def test_a_job_that_crashes_it_three_times_is_parked_and_others_go_on(new_garden, models, painter):
    """A Flux without a text encoder ends the library's program by a signal."""
    crashes = f"crashes=diffusion@{models / 'flux.safetensors'}#taesd={models / 'taesd.safetensors'}"
    garden = new_garden("--painters", f"{crashes},{painter()}").start()
    bad = order(garden, painter="crashes")
    good = order(garden, painter="sd")
    wait_for(garden, good, "done")
    parked = wait_for(garden, bad, "parked")
    assert "ended by signal" in parked["error"]
    assert garden.http.get("/healthz").status_code == 200


def test_visitors_are_served_while_it_paints(garden):
    number = begin_long(garden)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(garden.http.get("/healthz").status_code)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 20
    garden.http.post(f"/api/v1/jobs/{number}/cancel")


def test_the_program_has_no_secret_and_no_connection_of_the_server(new_garden, painter, tmp_path):
    garden = new_garden("--painters", painter())
    garden.env = {"EMOTION_GARDEN_ACCESS_KEY": "someaccess", "EMOTION_GARDEN_SECRET_KEY": "somesecretkey"}
    garden.start()
    wait_for(garden, order(garden), "done")
    child = wait_for_child(garden)
    with open(f"/proc/{child}/environ") as environment:
        assert "somesecretkey" not in environment.read()
    opened = [os.readlink(f"/proc/{child}/fd/{number}") for number in os.listdir(f"/proc/{child}/fd")]
    assert sum(name.startswith("socket:") for name in opened) == 1
    assert os.sched_getscheduler(child) == os.SCHED_IDLE
    with open(f"/proc/{child}/oom_score_adj") as adjustment:
        assert int(adjustment.read()) > 0


def test_a_server_that_stops_takes_its_program_along(garden):
    number = begin_long(garden)
    child = wait_for_child(garden)
    garden.stop()
    wait_until_gone(child)
