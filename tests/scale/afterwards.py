"""What must be there after all that failed: each object with its octets, and one picture for each order."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
from nodes import Nodes, wait_until

PAINTED = 300  # seconds, for what is in the queue in the end


def check_objects(nodes: Nodes, names: set[str]) -> None:
    """All of them, at every server, octet by octet."""
    keys = {f"display/{name}": name.encode() * 40 for name in names}
    wrong = [wrong for node in nodes.all for wrong in _differ(node.url, keys)]
    assert not wrong, f"{len(wrong)} objects of {len(names)} are others: {wrong[:3]}"


def _differ(url: str, keys: dict[str, bytes]) -> list[str]:
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as http, ThreadPoolExecutor(4) as readers:
        answers = readers.map(lambda key: http.get("/" + key), keys)
        return [f"{answer.status_code} {answer.url} {answer.content[:80]!r}"
                for answer, octets in zip(answers, keys.values(), strict=True) if answer.content != octets]  # fmt: skip


def hurry(nodes: Nodes) -> None:
    """As a minute later: what a painter took and then could not tell the database of is taken up when its lease has run out, and what
    failed is tried again after a while. Here both are soon; a picture of these takes no second."""
    silent = "lease_until < extract(epoch FROM now() + interval '55 s') * 1000000"  # for 5 s
    nodes.rows(f"UPDATE jobs SET lease_until = 0 WHERE state = 'running' AND {silent}")
    nodes.rows("UPDATE jobs SET not_before = 0 WHERE state = 'waiting' AND not_before > 0")


def _painted(nodes: Nodes) -> bool:
    hurry(nodes)
    return nodes.rows("SELECT 1 FROM jobs WHERE state IN ('waiting', 'running') LIMIT 1") == []


def check_paintings(nodes: Nodes) -> None:
    """Every order is one job, and every job has put its one picture once; nothing else was painted."""
    wait_until(lambda: _painted(nodes), PAINTED, "the queue is empty")
    rows = nodes.rows("SELECT jobs.id, state, request::jsonb ->> 'prompt', key, done FROM jobs "
                      "LEFT JOIN job_pictures ON job_id = jobs.id")  # fmt: skip
    unpainted = [row for row in rows if row[1] != "done" or row[4] != "1"]
    assert not unpainted, f"{len(unpainted)} of {len(rows)} jobs are not painted: {unpainted[:3]}"
    for column, what in {0: "pictures of one job", 2: "jobs of one order", 3: "jobs of one picture"}.items():
        doubled = [name for name, times in Counter(row[column] for row in rows).items() if times > 1]
        assert not doubled, f"two {what}: {doubled[:3]}"
    prompts = {row[3]: row[2] for row in rows}
    stored = {key: json.loads(recipe)["prompt"] for key, recipe in nodes.rows(
        "SELECT key, metadata::jsonb ->> 'recipe' FROM objects WHERE key LIKE 'imgPool/%'")}  # fmt: skip
    assert stored == prompts, f"{len(stored)} pictures of {len(prompts)} jobs, or not what was ordered"
    puts = Counter(row[0] for row in nodes.rows("SELECT key FROM changes WHERE subject = 'pictures' AND key LIKE 'imgPool/%'"))
    assert puts == Counter(prompts.keys()), f"put more often than once: {(puts - Counter(prompts.keys())).most_common(3)}"
