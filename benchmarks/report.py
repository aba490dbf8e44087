"""How fast METL is, as a page: `python -m benchmarks.report` writes docs/performance.md and .json.

`--render` writes the page anew from the numbers that are there.
"""

import argparse
import json
from dataclasses import asdict
from typing import Any

from benchmarks import first_visit, live_server, live_view, peers, starts
from benchmarks.machine import load, machine
from tools.server import ROOT

NUMBERS, PAGE = ROOT / "docs" / "performance.json", ROOT / "docs" / "performance.md"
CASE = "600 epochs a second"  # the usual speed

# What each part of the server's time is, and why it is there.
REASONS = {
    "the steps": "Ten steps of the optimizer a frame. A quarter of a step is `exp`, which NumPy "
    "computes one number after the other in float64 on a processor without AVX-512; a third is the "
    "price of some 25 calls into NumPy, about 0.5 µs each however little they do; the rest is "
    "their arithmetic. Fewer calls need compiled code, and the core is NumPy alone.",
    "the record": "Losses, accuracies and gradient norms of the frame's epoch. The pass over the "
    "training part is made once: the next step takes its gradient from there. What remains is the "
    "test part's own forward pass and the sums over both.",
    "the plane": "The network at 2,500 places in float32, sixty times a second; half of it is "
    "`exp`. Fewer places or fewer pictures would be seen.",
    "the hidden units": "One picture for each, every sixth frame.",
    "the confusion": "Counts of the classes that the passes of the record have found, and the "
    "test part's forward pass once more, every sixth frame.",
    "the table": "Numeric gradients of eight weights, once a second. They go through the plain "
    "forward pass and not through the one that trains, or they would check nothing.",
    "frames, all else": "Snapshots to go back to, copies of the weights, and the checks at the "
    "door of each function.",
    "the message's bytes": "Differences between frames, compressed at zlib's quickest level.",
    "the answer, all else": "Reading the ask, and the sentences beside the picture.",
    "the fragment, all else": "Streamlit's run of the page, or of the function that draws the "
    "view: only the first ask after the page has run goes that way.",
    live_server.NOBODY: "Streamlit looks five times a second whether one of three settings files "
    "has changed, existing or not, and has no setting that stops it. It is there once, however "
    "many readers there are.",
    live_server.REST: "Streamlit's and uvicorn's event loop: HTTP, all that stands before a route, "
    "the WebSocket, the hand-over between threads.",
}


def measured() -> dict[str, Any]:
    """Everything."""
    return {
        "machine": machine(),
        "load": load(),
        "yardstick": peers.yardstick(),
        "steps": peers.run(),
        "starts": starts.run(),
        "first visit": first_visit.run(),
        "live": [asdict(it) for it in live_view.run(20, CASE)],
        "server": live_server.measure(60),
    }


def table(rows: list[list[str]]) -> str:
    """A heading and rows, in Markdown; all but the first column to the right."""
    rules = ["---", *["---:"] * (len(rows[0]) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], rules, *rows[1:]])


def page(results: dict[str, Any]) -> str:
    """The numbers in words and tables."""
    on = results["machine"]
    live = next(it for it in results["live"] if it["case"] == CASE)
    server = results["server"]
    parts = sorted(server["parts"].items(), key=lambda item: -item[1])
    of_the_server = [
        ["part", "% of a core", "µs a frame"],
        *([part, f"{it:.2f}", f"{1e4 * it / server['frames']:.0f}"] for part, it in parts),
    ]
    reasons = "\n".join(f"- **{part}**: {REASONS[part]}" for part, _ in parts)
    lines = [*starts.lines_of(results["starts"]), first_visit.line_of(results["first visit"])]
    of_starting = "\n".join(f"- {line}." for line in lines)
    return f"""# How fast METL is

Written by `make bench` from [performance.json](performance.json); the benchmarks in `benchmarks/`
say at their top what they measure and how. Ratios are medians of the ratios of neighbours in time
within one process and carry over to other machines far better than times.

Measured on {on["processor"]}, {on["cores"]} cores ({on["vector instructions"]}), {on["system"]};
Python {on["python"]}, NumPy {on["numpy"]}, BLAS {on["blas"]}; one thread. Other work wanted
{results["load"]:.1f} times the cores there were, so single times may be too long.

A yardstick for such a core: the plain expressions of `metl_core/network.py`, and Adam, take
{results["yardstick"]:.0f} µs for a step of 250 rows through 2-16-3.

## A training step

Adam, {peers.ACTIVATION}, float64. The floor is the bare sequence of NumPy kernels on buffers made
beforehand, without shuffling and without a record. METL is its trainer with both: every tenth epoch
recorded, and in the column after it every one. Of the floor's kernels, the matrix products and the
exponentials alone are what no step can be without. PyTorch is its eager mode on the processor,
scikit-learn `MLPClassifier.fit` with its checks spread over the epochs of one call.

{table(peers.rows_of(results["steps"]))}

## Starting

{of_starting}

Imports are in processor's time.

## A reader who watches a training

Default settings, {CASE}, headless Chromium without a GPU: {live["frames"]:.1f} frames a second of
{live["chances"]:.1f} that the browser had time for, {live["kilobytes"]:.1f} kB a second in
{live["messages"]:.1f} messages, which is {1e3 * live["kilobytes"] / live["frames"]:.0f} bytes a
frame; of the server {live["core"]:.1f} % of a core, which is
{10 * live["core"] / live["frames"]:.2f} ms a frame.

What the server does in a minute of it, by a stop-watch at each part ({server["core"]:.1f} % of a
core at {server["frames"]:.1f} frames a second):

{table(of_the_server)}

Why it is there, and why it does not go:

{reasons}
"""


def main() -> None:
    """Measure and write, or write alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--render", action="store_true", help="measure nothing")
    if not parser.parse_args().render:
        results = measured()
        NUMBERS.parent.mkdir(exist_ok=True)
        NUMBERS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    text = page(json.loads(NUMBERS.read_text()))
    PAGE.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
