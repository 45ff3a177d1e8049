"""The veto hook: asked about every picture before it is stored, and never able to lose a job."""

import json
import time
from email.parser import BytesParser
from pathlib import Path

import pytest
from garden import command
from receiver import Receiver, Reply


def order(garden, prompt: str = "rose") -> str:
    body = {"prompt": prompt, "width": 64, "height": 64, "place": "garden", "emotion": "calm"}
    return garden.http.post("/api/v1/pictures", json=body).json()["id"]


def job(garden, job_id: str) -> dict:
    return garden.http.get(f"/api/v1/jobs/{job_id}").json()


def when(garden, job_id: str, reached, timeout: float = 60) -> dict:
    """The job, when it has got there; told by its events."""
    deadline = time.monotonic() + timeout
    with garden.http.stream("GET", "/api/v1/jobs/events", timeout=timeout) as events:
        for _ in events.iter_lines():
            now = job(garden, job_id)
            if reached(now):
                return now
            assert time.monotonic() < deadline, now
    raise AssertionError("the events ended")


def parts_of(request) -> dict[str, bytes]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + request.body)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.get_payload()
    }


def judge(folder: Path, lines: str) -> str:
    program = folder / "judge"
    program.write_text("#!/bin/sh\n" + lines + "\n")
    program.chmod(0o755)
    return f"command:{program}"


def test_an_address_keeps_and_vetoes(new_garden):
    def answer(request, number):
        return Reply(403, "총이 보인다.\nmore".encode()) if b"gun" in parts_of(request)["recipe"] else Reply(200)

    with Receiver(answer) as receiver:
        garden = new_garden("--veto", receiver.url).start()
        kept = when(garden, order(garden), lambda now: now["state"] == "done")
        parts = parts_of(receiver.received[0])
        assert parts["picture"] == garden.http.get("/" + kept["pictures"][0]["key"]).content
        assert parts["key"].decode() == kept["pictures"][0]["key"]
        assert json.loads(parts["recipe"])["prompt"] == "rose"
        vetoed = when(garden, order(garden, "a gun"), lambda now: now["state"] == "parked")
        assert vetoed["error"] == "the picture was vetoed: 총이 보인다."
        assert vetoed["failures"] == 1  # it is not tried again
        assert len(receiver.received) == 2
        assert garden.http.get("/" + vetoed["pictures"][0]["key"]).status_code == 404
        assert garden.pictures("calm") == [kept["pictures"][0]["key"]]


def test_text2image_answers_with_the_sentence(new_garden):
    with Receiver(lambda request, number: Reply(403, b"Too dark.")) as receiver:
        garden = new_garden("--veto", receiver.url).start()
        answer = garden.http.post("/text2image", json={"text": "night", "width": 64, "height": 64}).json()
        assert answer["statusCode"] == 500
        assert answer["body"] == "the picture was vetoed: Too dark."


def test_a_hook_that_fails_loses_nothing(new_garden):
    with Receiver(lambda request, number: Reply(500 if number == 0 else 200)) as receiver:
        garden = new_garden("--veto", receiver.url).start()
        job_id = order(garden)
        failed = when(garden, job_id, lambda now: now.get("failures") == 1)
        assert failed["state"] == "waiting"
        assert failed["error"] == "the veto hook failed: it answered 500"
        assert garden.pictures("calm") == []
        assert when(garden, job_id, lambda now: now["state"] == "done")["failures"] == 1
        assert len(garden.pictures("calm")) == 1


def test_a_hook_that_hangs_has_its_time(new_garden):
    with Receiver(lambda request, number: Reply(hang=True)) as receiver:
        garden = new_garden("--veto", receiver.url, "--veto-seconds", "1").start()
        failed = when(garden, order(garden), lambda now: now.get("failures") == 1)
        assert "the veto hook failed" in failed["error"]
        order(garden)
        receiver.wait_for(2)
        garden.stop()  # within ten seconds, though it is being asked


def test_a_command_keeps_and_vetoes(new_garden, tmp_path):
    seen = tmp_path / "seen.jpeg"
    lines = f'cat > {seen}\ncase "$EMOTION_GARDEN_RECIPE" in *gun*) echo "No guns."; exit 1;; esac\nexit 0'
    garden = new_garden("--veto", judge(tmp_path, lines)).start()
    kept = when(garden, order(garden), lambda now: now["state"] == "done")
    assert seen.read_bytes() == garden.http.get("/" + kept["pictures"][0]["key"]).content
    vetoed = when(garden, order(garden, "a gun; touch $(pwd)"), lambda now: now["state"] == "parked")
    assert vetoed["error"] == "the picture was vetoed: No guns."
    assert len(garden.pictures("calm")) == 1


def test_a_command_that_fails_or_hangs_loses_nothing(new_garden, tmp_path):
    once = tmp_path / "once"
    lines = f'cat > /dev/null\n[ -e {once} ] && exit 0\ntouch {once}\nsleep 600'
    garden = new_garden("--veto", judge(tmp_path, lines), "--veto-seconds", "1").start()
    job_id = order(garden)
    failed = when(garden, job_id, lambda now: now.get("failures") == 1)
    assert "did not end within 1000 ms" in failed["error"]
    assert when(garden, job_id, lambda now: now["state"] == "done")


def test_the_first_garden_is_asked_about_too(new_garden):
    def answer(request, number):
        return Reply(403, b"Not angry.") if b"angry" in parts_of(request)["recipe"] else Reply(200)

    with Receiver(answer) as receiver:
        garden = new_garden("--veto", receiver.url, "--first-garden", "1").start()
        garden.wait_until_grown()
        assert len(receiver.received) == 16
        assert garden.pictures("angry") == []
        assert len(garden.pictures("calm")) == 2


def test_a_parked_job_is_told_to_webhooks(new_garden):
    veto = Receiver(lambda request, number: Reply(403, b"No."))
    with veto, Receiver() as receiver:
        garden = new_garden("--veto", veto.url).start()
        body = {"url": receiver.url, "events": ["job.failed"], "secret": "0123456789abcdef"}
        assert garden.http.put("/api/v1/webhooks/hall", json=body).status_code == 200
        job_id = order(garden, "night")
        (request,) = receiver.wait_for(1)
        data = json.loads(request.body)["data"]
        assert data["job"] == job_id
        assert data["error"] == "the picture was vetoed: No."
        assert data["prompt"] == "night"
        assert len(data["pictures"]) == 1


@pytest.mark.parametrize("setting", ["judge", "ftp://a/", "command:judge", "http://u:p@a/", "command:/nowhere/judge"])
def test_a_bad_setting_says_why(tmp_path, setting):
    ended = command("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--veto", setting)
    assert ended.returncode != 0
    assert "veto" in ended.stderr
