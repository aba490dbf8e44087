"""What is taken home from the studio: links that restore a run, and files."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Download, Page

from tests.browser.studio import Studio, tracebacks
from tools.server import Server

TABLE = b"a,b,label\n" + b"".join(
    b"%d,%d,%s\n" % (i, i * i % 7, b"ny"[i % 2 :][:1]) for i in range(24)
)


@pytest.fixture(autouse=True)
def no_exception_on_the_server(server: Server) -> Iterator[None]:
    before = server.log.stat().st_size
    yield
    assert tracebacks(server, before) == ""


@pytest.fixture
def open_studio(server: Server, new_page: Callable[..., Page]) -> Callable[..., Studio]:
    def go(link: str = "") -> Studio:
        return Studio(new_page()).open(f"{server.url}/train?{link}")

    return go


@pytest.mark.parametrize(
    "link", ["", "dataset=spirals&batch=16&optimizer=sgd&seed=3&l2=0.001&speed=60", "dataset=wine"]
)
def test_a_copied_link_restores_the_very_epoch_for_somebody_else(link, open_studio, new_page):
    studio = open_studio(link)
    studio.play(to_epoch=120)
    studio.pause()
    restored = Studio(new_page()).open(studio.wait_for_moment())
    assert restored.epoch == studio.epoch
    assert restored.numbers == studio.numbers
    assert restored.table == studio.table
    restored.press("Step")
    studio.press("Step")
    assert restored.table == studio.table  # and what moves it on is restored as well


def test_the_link_of_an_earlier_moment_holds_the_changes_until_then(open_studio, new_page):
    studio = open_studio()
    studio.play(to_epoch=100)
    studio.pause()
    studio.entry(0).fill("2")
    studio.entry(0).press("Enter")
    studio.wait_for_answer()
    assert "changes" in studio.wait_for_address("changes=")
    studio.view.get_by_role("slider", name="Moment of the run").press("Home")
    for _ in range(3):
        studio.view.get_by_role("slider", name="Moment of the run").press("ArrowRight")
    studio.frames(3)  # the last key has been drawn
    assert 0 < studio.epoch < 100
    assert "changes" not in studio.wait_for_moment()
    restored = Studio(new_page()).open(studio.page.url)
    assert restored.numbers == studio.numbers


def test_a_reload_in_mid_play_comes_back_near_the_moment_and_rests(open_studio):
    studio = open_studio("samples=50")
    studio.play(to_epoch=200)
    at = int(studio.wait_for_address("at=")["at"])
    studio.wait_for_epoch(at + 1500)
    told = int(studio.wait_for_address(rf"at=(?!{at}\b)")["at"])
    assert told > at
    studio.page.reload()
    studio.wait_until_open()
    assert studio.epoch >= told
    assert studio.view.get_attribute("data-state") == "paused"


def test_a_link_that_cannot_be_says_so_and_begins_anew(open_studio):
    studio = open_studio("at=5&changes=9:W1[0,0]=1")
    assert studio.epoch == 0
    assert studio.page.get_by_text("The moment in the link could not be used").is_visible()


# Files -----------------------------------------------------------------------------------


def download(studio: Studio, name: str) -> Download:
    with studio.page.expect_download() as coming:
        studio.page.get_by_role("button", name=name, exact=True).click()
    return coming.value


def run_script(path: Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(path)], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_every_file_is_of_the_moment_on_screen(open_studio, tmp_path):
    studio = open_studio("batch=64")
    studio.play(to_epoch=100)
    studio.pause()
    studio.step_by("batch")
    studio.press("Step")
    epoch, loss, table = studio.epoch, studio.train_loss, studio.table
    files = {}
    for name in (
        "Weights (NumPy)",
        "Weights (JSON)",
        "History (CSV)",
        "NumPy script",
        "PyTorch script",
    ):
        coming = download(studio, name)
        files[name] = tmp_path / coming.suggested_filename
        coming.save_as(files[name])
    with np.load(files["Weights (NumPy)"], allow_pickle=False) as weights:
        W1 = weights["W1"]
    assert [f"{w:.6g}" for w in W1.ravel()[:8]] == [f"{float(row[1]):.6g}" for row in table]
    assert np.array_equal(np.array(json.loads(files["Weights (JSON)"].read_text())["W1"]), W1)
    assert files["History (CSV)"].read_text().splitlines()[-1].startswith(f"{epoch}")
    said = run_script(files["NumPy script"], tmp_path)
    assert f"after {epoch} epochs and 64 examples" in said
    (exact,) = re.findall(r"training loss (\S+)", said)
    assert f"{float(exact):.4f}" == loss
    compile(files["PyTorch script"].read_text(), "experiment_torch.py", "exec")


def test_a_pause_in_mid_play_is_the_moment_of_the_files(open_studio, tmp_path):
    studio = open_studio()
    studio.play(to_epoch=1500)  # by now the server is far ahead of the screen
    studio.pause()
    path = tmp_path / "experiment.py"
    download(studio, "NumPy script").save_as(path)
    assert f"after {studio.epoch} epochs and 0 examples" in run_script(path, tmp_path)


def test_a_table_of_ones_own_goes_home_as_well(open_studio, tmp_path):
    studio = Studio(open_studio().page)
    studio.page.goto(re.sub(r"\?.*", "", studio.page.url) + "?dataset=own+table")
    table = {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE}
    studio.page.locator("input[type=file]").set_input_files(table)
    studio.wait_until_open()
    studio.press("Step")
    path = tmp_path / "experiment.py"
    download(studio, "NumPy script").save_as(path)
    (loss,) = re.findall(r"training loss (\S+)", run_script(path, tmp_path))
    assert f"{float(loss):.4f}" == studio.train_loss
