# Each target does its own set-up: the first run makes .venv and installs, later runs start at once.
# All that is needed is Python 3.11 or newer, make and git. Options:
#   PYTHON=/path/to/python3.13   the interpreter for .venv
#   PORT=9000                    where `make demo` listens
#   CHROMIUM=/path/to/chromium   the browser for `make test`

PYTHON ?=
export PYTHON

RUN = .venv/bin/python -m
# One thread for each worker's linear algebra: the workers themselves fill the cores.
ONE_THREAD = OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
PYTEST = $(ONE_THREAD) $(RUN) pytest
PIP_AUDIT = 2.10.1

.PHONY: help demo test test-fast test-browser drills fuzz audit bench load screens lint types clean \
	app-venv dev-venv torch

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: app-venv  ## open the app in a browser
	$(RUN) streamlit run app.py $(if $(PORT),--server.port $(PORT))

test: dev-venv  ## run every test: those without a browser, those in a real one, the drills
	@failed=; \
	$(MAKE) --no-print-directory test-fast || failed="$$failed without-a-browser"; \
	$(MAKE) --no-print-directory test-browser || failed="$$failed in-a-browser"; \
	$(MAKE) --no-print-directory drills || failed="$$failed drills"; \
	if [ -n "$$failed" ]; then echo "metl: tests FAILED:$$failed"; exit 1; fi; \
	echo "metl: all tests passed"

test-fast: torch  ## run the tests that need no browser
	@$(PYTEST) -m "not browser" -n auto

test-browser: dev-venv  ## run the tests in a real browser
	@$(RUN) tools.ensure_browser
	@$(PYTEST) -m browser --ignore=tests/browser/drills -n auto --maxprocesses 4

drills: dev-venv  ## crash, sleep, no network, restarts: is anything lost? TIMES=10 for ten times
	@$(RUN) tools.ensure_browser
	@$(RUN) tools.ensure_haproxy
	@for time in $$(seq $(or $(TIMES),1)); do $(PYTEST) tests/browser/drills || exit 1; done

fuzz: dev-venv  ## try 10,000 hostile links, files and messages each; takes a while
	@$(PYTEST) tests/hostile --hypothesis-profile=fuzz --timeout 7200

audit: dev-venv  ## ask the advisory services about every pinned package (needs the network)
	@test -x .venv/audit/bin/pip-audit || { $(RUN) venv .venv/audit && \
		.venv/audit/bin/python -m pip install --quiet pip-audit==$(PIP_AUDIT); }
	@.venv/audit/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

bench: torch  ## measure all that should be fast, beside peers, and write docs/performance.md
	@sh tools/venv.sh requirements-bench.txt
	@$(RUN) tools.ensure_browser
	@$(ONE_THREAD) $(RUN) benchmarks.report
	@for what in training_step many_runs live_view live_slider live_changes; do \
		echo; echo "== $$what"; $(RUN) benchmarks.$$what || exit 1; \
	done

screens: dev-venv  ## photograph every page in light and dark, wide and on a phone, into screens/
	@$(RUN) tools.ensure_browser
	@$(RUN) tools.screens

load: dev-venv  ## measure how many readers may play at once (a few minutes)
	@sh tools/venv.sh requirements-bench.txt
	@$(ONE_THREAD) $(RUN) benchmarks.load 1 25 50 100 200

lint: dev-venv  ## check the style with ruff
	$(RUN) ruff check .

types: dev-venv  ## check the types with mypy
	$(RUN) mypy

clean:  ## remove .venv and all that was made
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/browser/failures screens
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

app-venv:
	@sh tools/venv.sh requirements.txt

dev-venv:
	@sh tools/venv.sh requirements-dev.txt

torch: dev-venv
	@sh tools/torch.sh
