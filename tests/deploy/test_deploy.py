"""What deploy/ and its page say is true of the program that is built, and the files there agree with each other."""

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
PAGE = ROOT / "docs" / "scale-out.md"
BINARY = os.environ.get("GARDEN_BINARY", str(ROOT / "build/release/emotion-garden"))

# Variables that are no settings: secrets, and the file of settings.
SECRETS = {"EMOTION_GARDEN_ACCESS_KEY", "EMOTION_GARDEN_SECRET_KEY",
           "EMOTION_GARDEN_BLOBS_ACCESS_KEY", "EMOTION_GARDEN_BLOBS_SECRET_KEY"}  # fmt: skip
ELSEWHERE = SECRETS | {"EMOTION_GARDEN_CONFIG"}
PREFIX = "EMOTION_GARDEN_"
DRAIN_SECONDS = 10
# In which the longest log that docs/cost.md speaks of is learned.
START_SECONDS = 6 * 3600
# Variables of the files that are secrets.
IS_SECRET = re.compile(r"PASSWORD|SECRET|BLOBS_ACCESS_KEY")


def text_files() -> list[Path]:
    return [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.name not in {".env", "secret.yaml"}]


@functools.cache
def settings() -> set[str]:
    """The variables that the program takes."""
    printed = subprocess.run([BINARY, "config"], capture_output=True, text=True, check=True).stdout
    return {PREFIX + name.upper() for name in re.findall(r"^# ([a-z0-9_]+) = ", printed, re.MULTILINE)}


def try_settings(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`config` reads all settings before it prints, and refuses what is not allowed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {name: str(value) for name, value in values.items() if name.startswith(PREFIX)}
    return subprocess.run([BINARY, "config"], capture_output=True, text=True, env=clean | ours, check=False)


def env_example() -> dict[str, str]:
    """Its variables, those after a # too: they stand there with their defaults."""
    lines = (DEPLOY / "compose" / "env.example").read_text().splitlines()
    found = [re.fullmatch(r"(?:# )?([A-Z_]+)=(.*)", line) for line in lines]
    return {match[1]: match[2] for match in found if match}


@functools.cache
def compose() -> dict:
    """With each ${NAME…} replaced as compose does, empty ones by a word."""
    given = {name: value or "filled-in" for name, value in env_example().items()}
    text = (DEPLOY / "compose.yaml").read_text()
    return yaml.safe_load(re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda match: given[match[1]], text))


@functools.cache
def manifests() -> dict[tuple[str, str], dict]:
    """By kind and name."""
    documents = [document for path in sorted(KUBERNETES.glob("*.yaml")) if path.name not in {"secret.yaml"}
                 for document in yaml.safe_load_all(path.read_text())]  # fmt: skip
    found = {(one["kind"], one.get("metadata", {}).get("name", "")): one for one in documents}
    assert len(found) == len(documents), "two manifests of one kind have the same name"
    return found


def workloads() -> dict[str, dict]:
    return {name: one["spec"]["template"] for (kind, name), one in manifests().items() if kind in {"Deployment", "Job"}}


def containers() -> Iterator[tuple[str, dict, dict]]:
    """The name of the workload, the pod's specification, the container's."""
    for name, template in workloads().items():
        for container in template["spec"]["containers"]:
            yield name, template["spec"], container


def variables_of(container: dict) -> dict[str, str]:
    """As Kubernetes hands them out: what stands in the container wins."""
    values: dict[str, str] = {}
    for source in container.get("envFrom", []):
        (kind, name), = [(kind, reference["name"]) for kind, reference in source.items()]
        manifest = manifests()["ConfigMap" if kind == "configMapRef" else "Secret", name]
        values |= manifest.get("data", {}) | manifest.get("stringData", {})
    return values | {one["name"]: one["value"] for one in container.get("env", [])}


# ---------------------------------------------------------------- names and values


@pytest.mark.parametrize("path", [*text_files(), PAGE], ids=lambda path: path.name)
def test_every_variable_is_a_setting(path):
    named = set(re.findall(PREFIX + r"[A-Z0-9_]*[A-Z0-9]", path.read_text()))
    assert named <= settings() | ELSEWHERE


@pytest.mark.parametrize("service", ["web-1", "web-2", "painter-1", "administrator"])
def test_the_program_takes_what_compose_gives_it(service):
    ran = try_settings(compose()["services"][service]["environment"])
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("workload", ["garden-web", "garden-painter", "garden-administrator"])
def test_the_program_takes_what_kubernetes_gives_it(workload):
    (container,) = [one for name, _, one in containers() if name == workload]
    values = {name: value or "filled-in" for name, value in variables_of(container).items()}
    ran = try_settings(values)
    assert ran.returncode == 0, ran.stderr


def test_all_nodes_know_the_same_painters():
    of_compose = {one["environment"]["EMOTION_GARDEN_PAINTERS"] for name, one in compose()["services"].items()
                  if name in ("web-1", "web-2", "painter-1")}  # fmt: skip
    of_kubernetes = {variables_of(one)["EMOTION_GARDEN_PAINTERS"] for name, _, one in containers() if name != "garden-administrator"}
    assert (len(of_compose), len(of_kubernetes)) == (1, 1)


def test_a_wrong_value_would_be_noticed():
    assert try_settings({"EMOTION_GARDEN_DATABASE_CONNECTIONS": "many"}).returncode != 0


# ---------------------------------------------------------------- compose


def test_what_compose_asks_of_the_environment_is_in_the_example():
    named = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    assert named == set(env_example())


def test_defaults_of_compose_are_those_of_the_example():
    for name, default in re.findall(r"\$\{([A-Z_]+):-([^}]+)\}", (DEPLOY / "compose.yaml").read_text()):
        assert env_example()[name] == default, name


def test_the_example_has_no_secret():
    assert [name for name, value in env_example().items() if IS_SECRET.search(name) and value] == []


def test_files_and_folders_of_compose_are_there():
    services = compose()["services"]
    assert {"proxy", "web-1", "web-2", "painter-1", "database", "store", "bucket", "administrator"} == set(services)
    for name, service in services.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).is_file(), f"{name}: {source}"
            else:
                assert source in compose()["volumes"], f"{name}: {source}"
        if "build" in service:
            build = service["build"]
            dockerfile = (DEPLOY / build["context"] / build["dockerfile"]).read_text()
            assert f" AS {build['target']}\n" in dockerfile
        for needed in service.get("depends_on", {}):
            assert needed in services
        assert set(service.get("networks", [])) <= set(compose()["networks"])


def test_no_secret_is_in_a_command_of_compose():
    raw = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for name, service in raw["services"].items():
        words = f"{service.get('command', '')} {service.get('entrypoint', '')} {service.get('healthcheck', '')}"
        assert not IS_SECRET.search(words), name


def test_nodes_trust_the_proxy_and_get_other_addresses():
    network = compose()["networks"]["front"]["ipam"]["config"][0]
    proxy = compose()["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert compose()["services"]["web-1"]["environment"]["EMOTION_GARDEN_TRUSTED_PROXIES"] == proxy
    first = int(network["ip_range"].split("/")[0].rsplit(".", 1)[1])
    assert int(proxy.rsplit(".", 1)[1]) < first


def test_connections_of_all_nodes_fit_into_the_database():
    services = compose()["services"]
    nodes = [one for one in services.values() if "EMOTION_GARDEN_ROLE" in one.get("environment", {})]
    wanted = sum(int(node["environment"]["EMOTION_GARDEN_DATABASE_CONNECTIONS"]) for node in nodes)
    allowed = int(re.search(r"max_connections=(\d+)", " ".join(services["database"]["command"]))[1])
    assert len(nodes) == 3 and wanted + 20 <= allowed


def test_nodes_of_compose_have_time_to_end():
    for name in ("web-1", "web-2", "painter-1"):
        assert int(compose()["services"][name]["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS


def test_nodes_of_compose_have_time_to_learn_a_long_log():
    for name in ("web-1", "web-2", "painter-1"):
        hours = re.fullmatch(r"(\d+)h", compose()["services"][name]["healthcheck"]["start_period"])[1]
        assert int(hours) * 3600 >= START_SECONDS


def test_the_proxy_asks_for_variables_that_it_is_given_and_for_nodes_that_there_are():
    caddyfile = (DEPLOY / "compose" / "Caddyfile").read_text()
    services = compose()["services"]
    assert set(re.findall(r"\{\$([A-Z_]+)", caddyfile)) == set(services["proxy"]["environment"])
    assert set(re.findall(r"(web-\d+):", caddyfile)) == {name for name in services if name.startswith("web-")}


@pytest.mark.parametrize("script", sorted((DEPLOY / "compose").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_can_be_read_by_a_shell(script):
    subprocess.run(["sh", "-n", str(script)], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", str(script)], check=True)


# ---------------------------------------------------------------- the first administrator

STAND_IN = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$2" in
    list) printf '%s' "$LISTED"; exit "$LIST_STATUS" ;;
    add) cat >> "$CALLS" ;;
esac
"""


def administrator_scripts() -> list[tuple[str, list[str]]]:
    job = workloads()["garden-administrator"]["spec"]["containers"][0]
    return [("compose", ["sh", str(DEPLOY / "compose" / "administrator.sh")]),
            ("kubernetes", [*job["command"], *job["args"]])]  # fmt: skip


@pytest.fixture(params=administrator_scripts(), ids=lambda one: one[0])
def add_administrator(request, tmp_path):
    """The script run with a program in place of ours; its status, and what the program was asked and told."""
    program, calls = tmp_path / "emotion-garden", tmp_path / "calls"
    program.write_text(STAND_IN)
    program.chmod(0o755)

    def run(listed: str, status: int) -> tuple[int, str]:
        given = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALLS": str(calls), "LISTED": listed,
                 "LIST_STATUS": str(status), "GARDEN_ADMIN_NAME": "ada", "GARDEN_ADMIN_PASSWORD": "a word"}  # fmt: skip
        ran = subprocess.run(request.param[1], env=given, check=False)
        return ran.returncode, calls.read_text()

    return run


def test_the_first_administrator_is_added_once(add_administrator):
    status, calls = add_administrator("no administrators yet: emotion-garden admin add NAME\n", 0)
    assert (status, calls) == (0, "admin list\nadmin add ada --password-stdin\na word\n")


def test_where_there_is_an_administrator_nobody_is_added(add_administrator):
    assert add_administrator("grace\n", 0) == (0, "admin list\n")


def test_who_cannot_ask_for_administrators_has_not_added_any(add_administrator):
    status, calls = add_administrator("", 1)
    assert status != 0 and calls == "admin list\n"


# ---------------------------------------------------------------- Kubernetes


def test_kustomization_names_files_that_are_there():
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    there = {path.name for path in KUBERNETES.glob("*.yaml")} - {"secret.yaml"}
    assert set(listed) == there - {"kustomization.yaml", "secret.example.yaml", "administrator.yaml"}


@pytest.mark.parametrize("version", ["1.25", "1.37"])
def test_manifests_are_what_kubernetes_takes(version):
    for one in manifests().values():
        if one["kind"] != "Kustomization":  # which is for kubectl
            kubernetes_validate.validate(one, version, strict=True)


def test_all_is_in_one_namespace():
    for (kind, name), one in manifests().items():
        if kind not in {"Namespace", "Kustomization"}:
            assert one["metadata"].get("namespace") == "garden", f"{kind} {name}"


def test_the_job_has_the_image_that_kustomization_names():
    (image,) = manifests()["Kustomization", ""]["images"]
    job = workloads()["garden-administrator"]["spec"]["containers"][0]
    assert job["image"] == f"{image['newName']}:{image['newTag']}"
    used = {one["image"] for _, _, one in containers()} - {job["image"]}
    assert image["name"] in used


def test_volumes_secrets_and_config_maps_are_there():
    known = manifests()
    for name, pod, container in containers():
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        assert {mount["name"] for mount in container["volumeMounts"]} <= set(volumes), name
        for volume in volumes.values():
            if "secret" in volume:
                assert ("Secret", volume["secret"]["secretName"]) in known
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in known
        variables_of(container)  # names only what is there


def test_the_example_of_secrets_is_empty():
    for (kind, name), one in manifests().items():
        if kind == "Secret":
            assert set(one["stringData"].values()) == {""}, name


def test_containers_are_locked_and_have_limits():
    for name, pod, container in containers():
        assert pod["enableServiceLinks"] is False, f"{name}: a Service could look like a setting"
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["seccompProfile"]
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"], name
        assert context["capabilities"]["drop"] == ["ALL"]
        assert {"cpu", "memory"} <= set(container["resources"]["requests"])
        assert "memory" in container["resources"]["limits"]


def test_nodes_of_kubernetes_are_asked_how_they_are_and_have_time_to_end():
    for name in ("garden-web", "garden-painter"):
        pod = workloads()[name]["spec"]
        node = pod["containers"][0]
        before = sum(int(word) for word in node.get("lifecycle", {}).get("preStop", {}).get("exec", {})
                     .get("command", ["sleep", "0"])[1:])  # fmt: skip
        assert pod["terminationGracePeriodSeconds"] > DRAIN_SECONDS + before
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert node[probe]["httpGet"]["path"] == "/healthz"
            assert node[probe]["httpGet"]["port"] in {port["name"] for port in node["ports"]}
        assert pod["topologySpreadConstraints"]


def test_nodes_of_kubernetes_ask_for_the_disk_that_their_cache_takes():
    for name, _, container in containers():
        if name in ("garden-web", "garden-painter"):
            cache = int(variables_of(container)["EMOTION_GARDEN_BLOB_CACHE"])
            asked = int(container["resources"]["requests"]["ephemeral-storage"].removesuffix("Gi")) * 1024
            assert cache + 1024 <= asked, f"{name}: what is on its way to the store needs room besides"


def test_nodes_of_kubernetes_have_time_to_learn_a_long_log():
    for name in ("garden-web", "garden-painter"):
        deployment = manifests()["Deployment", name]["spec"]
        probe = deployment["template"]["spec"]["containers"][0]["startupProbe"]
        assert probe["periodSeconds"] * probe["failureThreshold"] >= START_SECONDS
        assert deployment["progressDeadlineSeconds"] > START_SECONDS


def test_services_ingresses_and_budgets_find_what_they_name():
    known = manifests()
    labels = {name: template["metadata"]["labels"].items() for name, template in workloads().items()}
    service = known["Service", "garden-web"]["spec"]
    assert [name for name, has in labels.items() if service["selector"].items() <= has] == ["garden-web"]
    budget = known["PodDisruptionBudget", "garden-web"]["spec"]
    assert [name for name, has in labels.items() if budget["selector"]["matchLabels"].items() <= has] == ["garden-web"]
    ports = {port["name"] for name, _, one in containers() if name == "garden-web" for port in one["ports"]}
    assert {port["targetPort"] for port in service["ports"]} <= ports
    for kind, name in known:
        if kind == "Ingress":
            for rule in known[kind, name]["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    backend = path["backend"]["service"]
                    assert ("Service", backend["name"]) in known
                    assert backend["port"]["name"] in {port["name"] for port in service["ports"]}


# ---------------------------------------------------------------- image and page


def test_the_image_has_the_libraries_that_the_program_needs():
    """Those of Debian packages; OpenVINO comes from its wheel."""
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    server = dockerfile[dockerfile.index(" AS server\n") : dockerfile.index(" AS diffusion\n")]
    needed = re.findall(r"NEEDED.*\[(.+)\]", subprocess.run(["readelf", "-d", BINARY], capture_output=True, text=True,
                                                            check=True).stdout)  # fmt: skip
    found = dict(re.findall(r"(\S+) => (\S+)", subprocess.run(["ldd", BINARY], capture_output=True, text=True,
                                                              check=True).stdout))  # fmt: skip
    # Debian's list has some libraries in /lib, which is a link to /usr/lib.
    files = {name: [str(Path(path).resolve()), str(Path(path).resolve()).removeprefix("/usr")]
             for name, path in found.items() if name in needed and "openvino" not in name}  # fmt: skip
    listed = subprocess.run(["dpkg-query", "-S", *[path for both in files.values() for path in both]],
                            capture_output=True, text=True, check=False).stdout  # fmt: skip
    owners = {path: package.split(":")[0] for package, path in re.findall(r"^(\S+): (\S+)$", listed, re.MULTILINE)}
    packages = {owners.get(both[0]) or owners.get(both[1]) for both in files.values()}
    in_every_image = {"libc6", "libgcc-s1"}
    assert None not in packages and "libpq5" in packages
    assert packages - in_every_image <= set(server.split()), "RUN apt-get install of the stage server"
    assert "openvino/libs" in server


def test_an_upgrade_of_the_page_stops_at_a_node_that_fails(tmp_path):
    (loop,) = [line.strip() for line in PAGE.read_text().splitlines() if line.strip().startswith("for node in ")]
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\nfor node; do :; done\necho "$node" >> "$CALLS"\n[ "$node" != web-2 ]\n')
    docker.chmod(0o755)
    given = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls")}
    subprocess.run(["sh", "-c", loop], env=given, check=False)
    assert (tmp_path / "calls").read_text() == "web-1\nweb-2\n"


def test_the_page_links_to_what_is_there():
    text = PAGE.read_text()
    headings = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                for line in text.splitlines() if line.startswith("#")}  # fmt: skip
    for link in re.findall(r"\]\(([^)]+)\)", text):
        file, _, anchor = link.partition("#")
        if file:
            assert (PAGE.parent / file).exists(), link
        else:
            assert anchor in headings, link
