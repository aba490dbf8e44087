"""The film on the home page: what it holds is what the network does."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.special import log_softmax
from starlette.requests import Request

from metl_core.training import Trainer
from metl_ui.components.live_view.wire import unpack
from metl_ui.lessons.home import film as home
from metl_ui.lessons.home.film import CONFIG, EPOCHS, FILM_PATH, LINK, film, film_route, serve_film
from tests.pages.opening import open_page
from tests.ui.asking import ask


def log_probabilities(trainer, X):
    """By hand; the network is given standardised inputs, measured by the training part."""
    own = trainer.split.train.X
    inputs = (X - own.mean(axis=0)) / own.std(axis=0)
    W1, b1, W2, b2 = (getattr(trainer.parameters, name) for name in ("W1", "b1", "W2", "b2"))
    return log_softmax(np.tanh(inputs @ W1 + b1) @ W2 + b2, axis=1)


@pytest.fixture(scope="module")
def frames():
    return unpack(film())


@pytest.mark.parametrize("epoch", [0, 1, 100, EPOCHS])
def test_a_frame_is_the_network_after_as_many_epochs(frames, epoch):
    meta, arrays = frames
    trainer = Trainer(CONFIG)
    trainer.step(epoch)
    train, test = trainer.split.train, trainer.split.test
    assert arrays["epoch"][epoch] == epoch

    loss = -log_probabilities(trainer, train.X)[np.arange(train.n_samples), train.labels].mean()
    np.testing.assert_allclose(arrays["train_loss"][epoch], loss, rtol=1e-12)  # float64
    right = log_probabilities(trainer, test.X).argmax(axis=1) == test.labels
    assert arrays["test_accuracy"][epoch] == pytest.approx(right.mean())

    plane = meta["scene"]["plane"]
    sides = [np.linspace(*plane[name], plane["n"]) for name in ("x1", "x2")]
    x1, x2 = np.meshgrid(*sides)  # the rows go up x2
    p = np.exp(log_probabilities(trainer, np.stack([x1.ravel(), x2.ravel()], axis=1)))
    winner, level = np.divmod(arrays["decision"][epoch], meta["scene"]["levels"])
    ordered = np.sort(p, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > 1e-4  # the film's plane is of float32
    np.testing.assert_array_equal(winner[clear], p.argmax(axis=1)[clear])
    surest = meta["scene"]["levels"] - 1
    expected = surest * (ordered[:, -1] - 1 / 3) / (1 - 1 / 3)
    np.testing.assert_allclose(level, expected, atol=0.51)  # to the nearest level


def test_it_ends_well_and_begins_with_nothing_learnt(frames):
    _, arrays = frames
    assert len(arrays["epoch"]) == EPOCHS + 1
    assert arrays["test_accuracy"][0] < 0.5
    assert arrays["test_accuracy"][-1] == 1


def test_it_is_small_enough_for_a_class(frames):
    assert len(film()) < 250_000


def test_the_link_leads_to_exactly_this_experiment():
    page = open_page("train", **LINK)
    assert not page.warning
    assert page.session_state["studio"].wanted.fingerprint() == CONFIG.fingerprint()


def test_many_first_readers_cost_one_training(monkeypatch):
    trained = []

    class Counted(Trainer):
        def __init__(self, config):
            trained.append(config)
            super().__init__(config)

    monkeypatch.setattr(home, "Trainer", Counted)
    monkeypatch.setattr(home, "EPOCHS", 20)
    home._film.cache_clear()
    try:
        with ThreadPoolExecutor(8) as readers:
            films = list(readers.map(lambda _: film(), range(8)))
    finally:
        home._film.cache_clear()
    assert len(trained) == 1
    assert len(set(films)) == 1


def test_a_browser_that_has_it_is_told_to_keep_it():
    status, headers, body = ask([film_route], FILM_PATH)
    assert (status, body) == (200, film())
    assert headers["cache-control"] == "no-cache"
    raw = [(b"if-none-match", headers["etag"].encode())]
    again = serve_film(Request({"type": "http", "headers": raw}))
    assert (again.status_code, again.body) == (304, b"")
    other = serve_film(Request({"type": "http", "headers": [(b"if-none-match", b'"0"')]}))
    assert other.status_code == 200
