"""What is deployed: the image has all that the app needs, and whoever runs it agrees on how."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
HAPROXY = (DEPLOY / "haproxy.cfg").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
MANIFESTS = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
PARTS = {part["kind"]: part for part in MANIFESTS}
POD = PARTS["Deployment"]["spec"]["template"]
(CONTAINER,) = POD["spec"]["containers"]
HEALTH = "/_stcore/health"


def lines(instruction):
    return re.findall(rf"^{instruction} +(.*)$", DOCKERFILE, re.MULTILINE)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder with what the Dockerfile copies."""
    folder = tmp_path_factory.mktemp("image")
    for line in lines("COPY"):
        *sources, target = line.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / target)
            else:
                shutil.copy(ROOT / source, folder / target)
    return folder


def test_the_app_starts_with_what_is_in_the_image_and_nothing_else(image):
    try_it = "import sys, app, metl_ui; print(app.app, app.__file__, metl_ui.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", try_it], cwd=image, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(image)) == 2
    assert (image / ".streamlit" / "config.toml").exists()


def test_what_the_image_copies_is_sent_to_the_builder():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text()
    allowed = re.findall(r"^!(.*)$", ignored, re.MULTILINE)
    copied = [source for line in lines("COPY") for source in line.split()[:-1]]
    for source in copied:
        assert any(one == source or one.startswith(f"{source}/") for one in allowed), source


def test_nobody_runs_it_as_root_or_lets_it_write():
    assert lines("USER") == ["10001"]
    assert POD["spec"]["securityContext"]["runAsUser"] == 10001
    assert POD["spec"]["securityContext"]["runAsNonRoot"] is True
    assert CONTAINER["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert CONTAINER["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    for service in COMPOSE.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_all_agree_on_the_port_and_on_where_health_is_asked():
    (port,) = lines("EXPOSE")
    (command,) = lines("CMD")
    assert f"--server.port={port}" in json.loads(command)
    assert f"presetenv METL_SERVICE metl:{port}" in HAPROXY and "metl" in COMPOSE
    assert CONTAINER["ports"] == [{"name": "http", "containerPort": int(port)}]
    assert f"127.0.0.1:{port}{HEALTH}" in DOCKERFILE
    assert f"uri {HEALTH}" in HAPROXY
    assert PARTS["Service"]["metadata"]["annotations"]["haproxy.org/check-http"] == HEALTH
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert CONTAINER[probe]["httpGet"] == {"path": HEALTH, "port": "http"}


def test_the_published_port_is_where_haproxy_listens():
    (listens,) = re.findall(r"presetenv METL_BIND \*:(\d+)", HAPROXY)
    (published,) = COMPOSE["haproxy"]["ports"]
    assert published.endswith(f":{listens}")


def test_a_cluster_keeps_readers_by_a_cookie_and_restarts_one_replica_at_a_time():
    spec, service = PARTS["Deployment"]["spec"], PARTS["Service"]
    labels = POD["metadata"]["labels"]
    assert service["metadata"]["annotations"]["haproxy.org/cookie-persistence"] == "METL"
    assert "sessionAffinity" not in service["spec"]  # it would be by address
    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert PARTS["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    for selector in (
        spec["selector"]["matchLabels"],
        service["spec"]["selector"],
        PARTS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector == labels
    (path,) = PARTS["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"] == {"name": "metl", "port": {"name": "http"}}
    waits = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert 0 < waits < POD["spec"]["terminationGracePeriodSeconds"]
