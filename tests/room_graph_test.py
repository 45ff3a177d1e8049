"""The room graph of this repository, and that the check can fail."""

from pathlib import Path

import pytest

import room_graph


@pytest.fixture
def garden(tmp_path: Path):
    """Writes a small repository: a mapping of paths to contents over a base, an image and an api room."""

    def write(files: dict[str, str]) -> Path:
        rooms = {
            "CMakeLists.txt": "target_link_libraries(emotion-garden PRIVATE garden_api)\n",
            "src/base/CMakeLists.txt": "garden_room(base LINK fmt::fmt)\n",
            "src/base/text.h": "#pragma once\n",
            "src/image/CMakeLists.txt": "garden_room(image LINK garden_base)\n",
            "src/image/codec.h": '#pragma once\n#include "base/text.h"\n',
            "src/vision/CMakeLists.txt": "garden_room(vision LINK garden_base)\n",
            "src/vision/face.h": '#pragma once\n#include "base/text.h"\n',
            "src/store/CMakeLists.txt": "garden_room(store LINK garden_base)\n",
            "src/store/blobs.h": "#pragma once\n",
            "src/api/CMakeLists.txt": "garden_room(api LINK garden_image)\n",
            "src/main.cc": '#include "api/routes.h"\n#include "base/text.h"\n',
            "src/api/routes.h": "#pragma once\n",
        }
        for name, text in {**rooms, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_this_repository_obeys():
    assert room_graph.check(Path(__file__).resolve().parent.parent) == []


def test_downward_includes_are_allowed(garden):
    assert room_graph.check(garden({"src/api/routes.cc": '#include "image/codec.h"\n#include "base/text.h"\n'})) == []


def test_an_upward_include_is_found_with_its_line(garden):
    root = garden({"src/base/text.cc": '\n#include "base/text.h"\n#include "api/routes.h"\n'})
    assert room_graph.check(root) == ["src/base/text.cc:3: upward include: base is below api"]


def test_a_sideways_include_is_found(garden):
    root = garden({"src/store/blobs.cc": '#include "vision/face.h"\n'})
    (finding,) = room_graph.check(root)
    assert finding.startswith("src/store/blobs.cc:1: sideways include")


def test_an_include_of_a_room_that_is_not_linked_is_found(garden):
    root = garden({"src/api/routes.cc": '#include "store/blobs.h"\n'})
    (finding,) = room_graph.check(root)
    assert finding == "src/api/routes.cc:1: api includes store, but its CMakeLists.txt does not link garden_store"


def test_a_cycle_is_found(garden):
    root = garden(
        {
            "src/image/one.h": '#include "image/two.h"\n',
            "src/image/two.h": '\n#include "image/one.h"\n',
        }
    )
    (finding,) = room_graph.check(root)
    assert finding == "src/image/two.h:2: cycle of includes: image/one.h > image/two.h > image/one.h"


def test_a_room_without_a_rank_is_found(garden):
    root = garden({"src/attic/box.h": "#pragma once\n"})
    (finding,) = room_graph.check(root)
    assert finding.startswith("src/attic/box.h:1: src/attic/ has no rank")


def test_an_include_of_nothing_is_found(garden):
    root = garden({"src/image/codec.cc": '#include "codec.h"\n'})
    (finding,) = room_graph.check(root)
    assert finding.startswith("src/image/codec.cc:1: no src/codec.h")


def test_the_command_says_by_its_exit_status(garden, capsys):
    assert room_graph.main(str(garden({}))) == 0
    assert room_graph.main(str(garden({"src/base/text.cc": '#include "api/routes.h"\n'}))) == 1
    assert "src/base/text.cc:1" in capsys.readouterr().out
