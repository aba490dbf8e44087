"""Which HAProxy the drills run behind, and what is said where there is none."""

import pytest

from tools import ensure_haproxy


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """One with nothing on its path, and nothing elsewhere."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HAPROXY", raising=False)
    monkeypatch.setattr(ensure_haproxy, "PLACES", (str(tmp_path / "sbin" / "haproxy"),))

    def install(name):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n/bin/echo HAProxy version 9\n")
        path.chmod(0o755)
        return str(path)

    return install


def test_one_on_the_path_comes_before_those_elsewhere(machine):
    elsewhere = machine("sbin/haproxy")
    assert ensure_haproxy.find() == elsewhere
    assert machine("haproxy") == ensure_haproxy.find()


def test_the_readers_choice_excludes_every_other(machine, monkeypatch):
    machine("haproxy")
    monkeypatch.setenv("HAPROXY", "/no/such")
    with pytest.raises(RuntimeError, match="no HAProxy among /no/such: install it"):
        ensure_haproxy.find()


def test_without_any_it_says_what_to_do_and_fails(machine, capsys):
    assert ensure_haproxy.main() == 1
    assert "apt-get install haproxy" in capsys.readouterr().err
    machine("haproxy")
    assert ensure_haproxy.main() == 0
    assert "HAProxy version 9" in capsys.readouterr().out
