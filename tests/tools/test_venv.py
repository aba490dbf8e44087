"""The set-up of `make demo` and `make test`, with stand-ins for the interpreters."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What venv.sh calls besides Python. Nothing else of the machine is on the path.
PROGRAMS = ("sh", "cat", "cksum", "rm", "cp", "mkdir")

STAND_IN = """#!/bin/sh
case "$*" in
    *version_info*"(3, 11)"*) exit {too_old} ;;
    *version_info*) echo 3.12 ;;
    -c*) echo "{version} /somewhere" ;;
    "-m venv .venv") {venv} ;;
    "-m pip"*) echo "$*" >>pip.log; {pip} ;;
    --version) echo "Python {version}" ;;
esac
"""


class Machine:
    """A folder with a copy of the project's set-up, and the programs that it may find."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "a project"  # a space in the path is nothing unusual
        self.bin = folder / "bin"
        (self.project / "tools").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "tools" / "venv.sh", self.project / "tools")
        for name in ("constraints.txt", "requirements.txt", "requirements-dev.txt"):
            (self.project / name).write_text(f"# {name}\n")
        for program in PROGRAMS:
            found = shutil.which(program)
            assert found is not None
            (self.bin / program).symlink_to(found)
        self.executable("id", "#!/bin/sh\necho 1000\n")

    def executable(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def has_python(
        self,
        name: str = "python3",
        version: str = "3.12.1",
        *,
        too_old: bool = False,
        venv: str = 'mkdir -p .venv/bin && cp "$0" .venv/bin/python',
        pip: str = ":",
    ) -> None:
        text = STAND_IN.format(version=version, too_old=int(too_old), venv=venv, pip=pip)
        self.executable(name, text)

    def set_up(self, requirements: str = "requirements.txt", **environ: str):
        return subprocess.run(
            ["sh", "tools/venv.sh", requirements],
            cwd=self.project,
            env={"PATH": str(self.bin), **environ},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installations(self) -> int:
        log = self.project / "pip.log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    @property
    def made_with(self) -> str:
        return (self.project / ".venv" / "made-with").read_text().split()[0]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if os.name == "nt":
        pytest.skip("make and sh are for Unix; the README has the lines for Windows")
    return Machine(tmp_path)


def test_the_first_run_installs_and_the_second_has_nothing_to_do_or_to_say(machine):
    machine.has_python()
    first = machine.set_up()
    assert first.returncode == 0, first.stderr
    assert machine.installations == 1
    second = machine.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert machine.installations == 1


def test_the_newest_known_python_is_preferred_to_the_one_called_python3(machine):
    machine.has_python("python3", "3.11.2")
    machine.has_python("python3.13", "3.13.0")
    machine.set_up()
    assert machine.made_with == "3.13.0"


def test_a_python_that_is_too_old_is_passed_over(machine):
    machine.has_python("python3", "3.9.2", too_old=True)
    machine.has_python("python", "3.14.0")
    machine.set_up()
    assert machine.made_with == "3.14.0"


def test_changed_requirements_are_installed_into_the_same_environment(machine):
    machine.has_python()
    machine.set_up()
    (machine.project / ".venv" / "mine").touch()
    (machine.project / "constraints.txt").write_text("numpy==3\n")
    machine.set_up()
    assert machine.installations == 2
    assert (machine.project / ".venv" / "mine").exists()


def test_the_tests_own_requirements_are_installed_on_top(machine):
    machine.has_python()
    machine.set_up()
    machine.set_up("requirements-dev.txt")
    machine.set_up("requirements.txt")
    assert machine.installations == 2


def test_an_environment_whose_interpreter_is_gone_is_made_anew(machine):
    machine.has_python()
    machine.set_up()
    (machine.project / ".venv" / "bin" / "python").unlink()
    assert machine.set_up().returncode == 0
    assert machine.installations == 2


def test_an_environment_whose_interpreter_was_upgraded_in_place_is_made_anew(machine):
    machine.has_python(version="3.12.1")
    machine.set_up()
    machine.has_python(version="3.13.0")
    shutil.copy(machine.bin / "python3", machine.project / ".venv" / "bin" / "python")
    machine.set_up()
    assert machine.made_with == "3.13.0"
    assert machine.installations == 2


def test_naming_another_interpreter_makes_the_environment_anew_and_naming_none_keeps_it(machine):
    machine.has_python("python3", "3.12.1")
    machine.has_python("mine", "3.11.9")
    machine.set_up()
    machine.set_up(PYTHON="mine")
    assert machine.made_with == "3.11.9"
    machine.set_up()
    assert machine.made_with == "3.11.9"
    assert machine.installations == 2


def test_without_any_fitting_python_it_says_what_to_do(machine):
    machine.has_python("python3", "3.9.2", too_old=True)
    result = machine.set_up()
    assert result.returncode != 0
    assert "needs Python 3.11 or newer" in result.stderr
    assert "PYTHON=" in result.stderr
    assert not (machine.project / ".venv").exists()


@pytest.mark.parametrize("chosen", ["python3", "/no/such/python"])
def test_a_chosen_interpreter_that_does_not_fit_is_named(machine, chosen):
    machine.has_python("python3", "3.9.2", too_old=True)
    machine.has_python("python3.13", "3.13.0")
    result = machine.set_up(PYTHON=chosen)
    assert result.returncode != 0
    assert f"PYTHON={chosen} is not Python 3.11 or newer" in result.stderr


def test_a_python_without_its_venv_module_is_told_by_the_package_to_install(machine):
    machine.has_python(venv="mkdir .venv; exit 1")
    result = machine.set_up()
    assert result.returncode != 0
    assert "sudo apt install python3.12-venv" in result.stderr
    assert not (machine.project / ".venv").exists()


def test_root_on_debian_gets_the_missing_venv_module_installed(machine):
    machine.executable("id", "#!/bin/sh\necho 0\n")
    machine.executable("apt-get", '#!/bin/sh\necho "$*" >>apt.log; : >now-it-works\n')
    machine.has_python(
        venv='test -e now-it-works && mkdir -p .venv/bin && cp "$0" .venv/bin/python || exit 1'
    )
    assert machine.set_up().returncode == 0
    assert "install -y -qq python3.12-venv" in (machine.project / "apt.log").read_text()


def test_an_installation_that_failed_is_tried_again(machine):
    machine.has_python(pip="exit 1")
    result = machine.set_up()
    assert result.returncode != 0
    assert "did not succeed" in result.stderr
    machine.set_up()
    assert machine.installations == 2
