"""--role: one server answers, another paints."""

import time

from garden import Garden, command
from nodes import RECOVERY, Nodes, wait_until


def test_one_answers_and_another_paints(tmp_path, postgres):
    nodes = Nodes(tmp_path, postgres)
    web, painter = nodes.all
    web.options += ("--role", "web")
    painter = nodes.all[1] = Garden(painter.data, "--role", "painter", env=painter.env)
    try:
        web.start()
        job = web.http.post("/api/v1/pictures", json={"prompt": "rose", "width": 64, "height": 64}).json()["id"]
        state = lambda: web.http.get(f"/api/v1/jobs/{job}").json()["state"]  # noqa: E731
        assert state() == "waiting"
        painter.start()
        wait_until(lambda: state() == "done", 30, "the painter paints")
        assert painter.http.get("/metrics").status_code == 200
        assert painter.http.post("/garden", json={"id": "x", "emotion": "calm"}).status_code == 404
    finally:
        nodes.close()


def test_a_picture_that_one_was_painting_another_paints(tmp_path, postgres):
    nodes = Nodes(tmp_path, postgres)
    try:
        for node in nodes.all:
            node.start()
        time.sleep(RECOVERY)  # who has just come lets others renew their leases first
        nodes.all[0].http.post("/api/v1/pictures", json={"prompt": "rose", "width": 4096, "height": 2560})
        holder = lambda: next((name for state, name in nodes.rows("SELECT state, split_part(lease, ':', 1) FROM jobs") if state == "running"), None)  # noqa: E731
        wait_until(holder, RECOVERY, "it is being painted")
        painting = holder()
        next(node for node in nodes.all if (node.data / "node").read_text().strip() == painting).kill()
        wait_until(lambda: holder() not in (None, painting), RECOVERY + 5, "the other one goes on with it")  # 7 s of its lease, and a look each 2 s
    finally:
        nodes.close()


def test_a_web_node_knows_painters_that_others_have(tmp_path, postgres):
    """Neither their programs and models nor their keys are needed where nothing is painted."""
    painters = "flower,sd=diffusion@/no/such/model.gguf,big=openai@http://127.0.0.1:1#key_env=NO_SUCH_VARIABLE"
    nodes = Nodes(tmp_path, postgres)
    web, painter = nodes.all
    web.options += ("--role", "web", "--painters", painters)
    painter = nodes.all[1] = Garden(painter.data, "--role", "painter", env=painter.env)
    ordered = lambda **more: web.http.post("/api/v1/pictures", json={"prompt": "rose", "width": 64, "height": 64} | more)  # noqa: E731
    try:
        web.start()
        assert [one["name"] for one in web.http.get("/api/v1/painters").json()["painters"]] == ["flower", "sd", "big"]
        assert ordered(painter="sd", sampler="euler_a").status_code == 202
        assert ordered(painter="oil").status_code == 400
        assert ordered(painter="flower", sampler="euler_a").status_code == 400
        job = ordered(painter="flower").json()["id"]
        painter.start()
        assert "setting=painters" in painter.log(), painter.log()
        wait_until(lambda: web.http.get(f"/api/v1/jobs/{job}").json()["state"] == "done", 30, "the painter paints what it can")
    finally:
        nodes.close()
    ended = command("serve", "--data", painter.data, "--role", "painter", "--painters", painters, env=painter.env)
    assert ended.returncode != 0 and "/no/such/model.gguf" in ended.stderr, ended.stderr


def test_a_garden_that_one_is_asked_for_another_paints(tmp_path, postgres):
    nodes = Nodes(tmp_path, postgres)
    web, painter = nodes.all
    web.options += ("--role", "web")
    painter = nodes.all[1] = Garden(painter.data, "--role", "painter", env=painter.env)
    another = Garden(tmp_path / "another", "--role", "painter", env=painter.env)
    another.data.mkdir()
    (another.data / "blobs").symlink_to(tmp_path / "blobs")
    nodes.all.append(another)
    known = lambda node: node.http.get("/healthz").json()["firstGarden"]  # noqa: E731
    grows = lambda node: "the first garden grows" in node.log()  # noqa: E731
    grown = {"state": "grown", "painted": 16, "total": 16}
    try:
        web.start()
        assert web.http.post("/api/v1/first-garden", json={"each": 1}).status_code == 202
        assert known(web) == {"state": "growing", "painted": 0, "total": 16}
        painter.start()
        wait_until(lambda: known(web)["painted"] > 3, 60, "it is painted, and the first one knows")
        another.start()
        wait_until(lambda: known(another)["painted"] > 5, 60, "a third one knows too")
        assert [grows(node) for node in nodes.all] == [False, True, False]
        painter.kill()
        wait_until(lambda: known(web) == known(another) == grown, 120, "the third one goes on, and it has grown")
        assert (grows(another), grows(web)) == (True, False)
        wait_until(lambda: len(web.http.post("/garden", json={"id": "x", "emotion": "calm"}).json()["landscape"]) == 1, 10, "it is shown")
    finally:
        nodes.close()


def test_a_part_alone_is_no_garden(tmp_path):
    alone = command("serve", "--data", tmp_path / "a", "--role", "web", env={"EMOTION_GARDEN_DATABASE": "sqlite"})
    assert (alone.returncode, "--database postgresql://" in alone.stderr) == (2, True), alone.stderr
