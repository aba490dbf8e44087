#!/bin/sh
# Make .venv hold PyTorch, for the test that runs an experiment's PyTorch script: tools/torch.sh
# The build for the processor alone: PyPI's own for Linux brings gigabytes for graphics cards.
# Never fails: without PyTorch the test says so, as skipped or, with CI=true, as failed.
set -u

python=.venv/bin/python
version=2.13.0

there() { $python -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("torch"))'; }
install() { $python -m pip install --quiet --disable-pip-version-check -c constraints.txt "$@"; }

there && exit
echo "metl: installing PyTorch into .venv (once; a minute or two)"
install "torch==$version+cpu" 2>/dev/null ||
    install --extra-index-url https://download.pytorch.org/whl/cpu "torch==$version+cpu" 2>/dev/null ||
    { [ "$(uname)" != Linux ] && install "torch==$version"; } ||
    echo "metl: no PyTorch to be had for this Python: the test of the PyTorch script will not run"
