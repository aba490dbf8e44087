#!/bin/sh
# Make .venv hold what a requirements file asks for: tools/venv.sh requirements.txt
# Run from the project's folder. Says nothing and does nothing when all is in place.
# PYTHON chooses the interpreter; without it, a working .venv is kept, else one is looked for.
set -eu

requirements=$1
python=.venv/bin/python

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
identity() { "$1" -c 'import sys; print(sys.version.split()[0], sys.base_prefix)' 2>/dev/null; }
stop() { printf '\nmetl: %s\n' "$*" >&2; exit 1; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" && echo "$PYTHON" && return
        stop "PYTHON=$PYTHON is not Python 3.11 or newer." \
            "Name one that is: make demo PYTHON=/path/to/python3.13"
    fi
    for candidate in python3.13 python3.12 python3.11 python3 python; do
        fits "$candidate" && echo "$candidate" && return
    done
    stop "needs Python 3.11 or newer and found none. Install one (https://www.python.org/downloads/)," \
        "or name it: make demo PYTHON=/path/to/python3.13"
}

create() {
    rm -rf .venv
    echo "metl: making .venv with $("$1" --version)"
    "$1" -m venv .venv >/dev/null 2>&1 && return
    # Debian and Ubuntu ship Python without the part that makes virtual environments.
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "metl: installing $package"
        apt-get update -qq && apt-get install -y -qq "$package" && rm -rf .venv &&
            "$1" -m venv .venv && return
    fi
    rm -rf .venv
    stop "$1 cannot make a virtual environment: its venv module is missing or incomplete." \
        "On Debian or Ubuntu: sudo apt install $package"
}

# A .venv whose interpreter is gone, was upgraded in place or is not the one asked for is made anew.
made_with=$(cat .venv/made-with 2>/dev/null || true)
if [ -z "$made_with" ] || [ "$(identity $python)" != "$made_with" ] ||
    { [ -n "${PYTHON:-}" ] && [ "$(identity "$PYTHON")" != "$made_with" ]; }; then
    chosen=$(find_python)
    create "$chosen"
    identity $python >.venv/made-with
fi

wanted=$(cat constraints.txt requirements*.txt | cksum)
installed=.venv/installed-$requirements
if [ "$(cat "$installed" 2>/dev/null)" != "$wanted" ]; then
    echo "metl: installing $requirements into .venv (once; a minute or two)"
    rm -f "$installed"
    $python -m pip install --quiet --disable-pip-version-check -r "$requirements" ||
        stop "the installation did not succeed; the lines above say why." \
            "Without a network, nothing can be installed."
    echo "$wanted" >"$installed"
fi
