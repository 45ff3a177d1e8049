"""Writes the built pages as one C++ file that defines what src/api/assets.h declares.

Usage: python3 embed.py DIST OUT.cc

DIST is web/dist after `npm run build`: documents, assets/*, and beside each its NAME.gz and NAME.br. The same DIST gives the
same OUT.cc, octet by octet.
"""

import hashlib
import sys
from pathlib import Path

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".txt": "text/plain; charset=utf-8",
}
PACKED = {".gz", ".br"}
OCTETS_A_LINE = 32


def octet_array(name: str, octets: bytes) -> str:
    """An array and not a string literal: -Wpedantic limits those to 65,536 characters."""
    lines = (
        ",".join(map(str, octets[start : start + OCTETS_A_LINE])) for start in range(0, len(octets), OCTETS_A_LINE)
    )
    body = ",\n".join(lines)
    return f"constexpr unsigned char {name}[] = {{\n{body}}};\n"


def embed(dist: Path) -> str:
    files = sorted(
        (path for path in dist.rglob("*") if path.is_file() and path.suffix not in PACKED),
        key=lambda path: path.relative_to(dist).as_posix(),
    )
    if not any(path.name == "index.html" for path in files):
        raise SystemExit(f"{dist} holds no index.html: run `npm ci && npm run build` in web/ first")

    arrays: list[str] = []
    rows: list[str] = []
    for index, path in enumerate(files):
        content_type = CONTENT_TYPES.get(path.suffix)
        if content_type is None:
            raise SystemExit(f"{path.name}: no content type is known for {path.suffix}; add it to {Path(__file__).name}")
        views = []
        for form, suffix in (("identity", ""), ("gzip", ".gz"), ("brotli", ".br")):
            source = path.with_name(path.name + suffix)
            octets = source.read_bytes() if source.exists() else b""
            if not octets:
                views.append("{}")
                continue
            name = f"{form}_{index}"
            arrays.append(octet_array(name, octets))
            views.append(f"view({name})")
        etag = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        location = "/" + path.relative_to(dist).as_posix()
        rows.append(f'    {{"{location}", "{content_type}", {", ".join(views)}, "\\"{etag}\\""}},')

    return "\n".join(
        [
            "// Written by web/embed.py from web/dist.",
            '#include "api/assets.h"',
            "",
            "#include <cstddef>",
            "",
            "namespace garden::api {",
            "namespace {",
            "",
            *arrays,
            "template <std::size_t Size>",
            "std::string_view view(const unsigned char (&octets)[Size]) {",
            "    return {reinterpret_cast<const char*>(octets), Size};",
            "}",
            "",
            "}  // namespace",
            "",
            "std::span<const Asset> assets() {",
            "    static const Asset all[] = {",
            *("    " + row for row in rows),
            "    };",
            "    return all;",
            "}",
            "",
            "}  // namespace garden::api",
            "",
        ]
    )


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    out = Path(sys.argv[2])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(embed(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
