"""The pure modules of the browser's side, tested by node's own runner."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests" / "js").glob("*.test.js"))
OLDEST_NODE = (20, 19)  # the first that sees by itself that a file is an ES module


def node_or_skip() -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the JavaScript tests did not run")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)\.(\d+)\.", answer)
    if found is None or tuple(map(int, found.groups())) < OLDEST_NODE:
        wanted = ".".join(map(str, OLDEST_NODE))
        pytest.skip(f"node {wanted} or newer is needed, {answer.strip()!r} is installed")
    return node


def test_there_are_tests_of_javascript():
    assert TESTS


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_node_finds_nothing_wrong(file):
    command = [node_or_skip(), "--test", "--test-reporter=tap", str(file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^# pass [1-9]", run.stdout, re.M), f"no test ran:\n{run.stdout}"
