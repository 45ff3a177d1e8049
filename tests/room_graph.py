"""Checks that includes between rooms point downward only.

usage: room_graph.py [ROOT]

A room is a folder of src/; its rank is below. A file may include headers of its own room and of rooms of a lower rank,
and only of rooms that its CMakeLists.txt links (directly, or through one that it links). Within a room the headers may
not include each other in a cycle. Every finding is printed as file:line: sentence; exit status 1 if there is any.
"""

import re
import sys
from pathlib import Path

# Lowest first; rooms of one rank are unaware of each other.
RANKS = [
    ["base"],
    ["image", "net"],
    ["http", "store", "vision", "painting"],
    ["gallery", "visitors", "access"],
    # `recommend` speaks of a visitor, `aws` of key pairs, `prompts` of emotions, `datasets` of visitors and pictures
    ["recommend", "aws", "prompts", "datasets"],
    ["s3", "rekognition", "personalize"],
    ["jobs"],
    ["hooks"],
    ["api"],
    ["cli"],
]
RANK_OF = {room: rank for rank, rooms in enumerate(RANKS) for room in rooms}
MAIN = "main"  # src/main.cc, above all rooms
RANK_OF[MAIN] = len(RANKS)

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
LINKED = re.compile(r"\bgarden_(?!room\b)([a-z0-9]+)\b")


def room_of(source: Path, src: Path) -> str:
    parts = source.relative_to(src).parts
    return parts[0] if len(parts) > 1 else MAIN


def sources_below(src: Path) -> list[Path]:
    return sorted(path for path in src.rglob("*") if path.suffix in {".cc", ".h"})


def includes_of(source: Path) -> list[tuple[int, str]]:
    """Line number and name of every include in quotation marks."""
    lines = source.read_text(encoding="utf-8").splitlines()
    return [(number, found[1]) for number, line in enumerate(lines, 1) if (found := INCLUDE.match(line))]


def links_of(room: str, root: Path) -> set[str]:
    """The rooms that CMake links to `room`, through others too. Test-only libraries are not rooms."""
    script = root / "CMakeLists.txt" if room == MAIN else root / "src" / room / "CMakeLists.txt"
    if not script.exists():
        return set()
    text = "\n".join(line.split("#")[0] for line in script.read_text(encoding="utf-8").splitlines())
    direct = set(LINKED.findall(text)) - {room}
    if room == MAIN:
        calls = re.findall(r"target_link_libraries\(emotion-garden\b([^)]*)\)", text)
        direct = set(LINKED.findall(" ".join(calls)))
    through = set(direct)
    for other in direct:
        if RANK_OF.get(other, -1) < RANK_OF[room]:
            through |= links_of(other, root)
    return through


def check_include(room: str, included: str, links: set[str]) -> str | None:
    """What is wrong with a file of `room` including a header of `included`, or None."""
    if included not in RANK_OF:
        return f'src/{included}/ has no rank; give it one in tests/room_graph.py'
    if included == room:
        return None
    if RANK_OF[included] > RANK_OF[room]:
        return f"upward include: {room} is below {included}"
    if RANK_OF[included] == RANK_OF[room]:
        return f"sideways include: {room} and {included} have the same rank and are unaware of each other"
    if included not in links:
        return f"{room} includes {included}, but its CMakeLists.txt does not link garden_{included}"
    return None


def find_cycle(graph: dict[str, list[tuple[int, str]]]) -> tuple[str, int, list[str]] | None:
    """The file and line that close a cycle of includes, and the files on it."""
    state: dict[str, str] = {}

    def visit(name: str, path: list[str]) -> tuple[str, int, list[str]] | None:
        state[name] = "open"
        for line, target in graph[name]:
            if target not in graph:
                continue
            if state.get(target) == "open":
                return name, line, path[path.index(target) :] + [target]
            if target not in state and (found := visit(target, [*path, target])):
                return found
        state[name] = "done"
        return None

    for name in graph:
        if name not in state and (found := visit(name, [name])):
            return found
    return None


def check(root: Path) -> list[str]:
    """All findings in the sources of `root`, as `file:line: sentence`."""
    src = root / "src"
    findings = []
    graph: dict[str, list[tuple[int, str]]] = {}
    links: dict[str, set[str]] = {}
    for source in sources_below(src):
        room = room_of(source, src)
        where = source.relative_to(root)
        if room not in RANK_OF:
            findings.append(f"{where}:1: src/{room}/ has no rank; give it one in tests/room_graph.py")
            continue
        if room not in links:
            links[room] = links_of(room, root)
        graph[source.relative_to(src).as_posix()] = includes_of(source)
        for line, name in includes_of(source):
            if not (src / name).exists():
                findings.append(f'{where}:{line}: no src/{name}; includes in quotation marks start at src/')
                continue
            problem = check_include(room, name.split("/")[0] if "/" in name else MAIN, links[room])
            if problem:
                findings.append(f"{where}:{line}: {problem}")
    if cycle := find_cycle(graph):
        name, line, path = cycle
        findings.append(f"src/{name}:{line}: cycle of includes: {' > '.join(path)}")
    return findings


def main(root: str = str(Path(__file__).resolve().parent.parent)) -> int:
    findings = check(Path(root))
    for finding in findings:
        print(finding)
    if not findings:
        print(f"{len(sources_below(Path(root) / 'src'))} files, all includes point downward")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
