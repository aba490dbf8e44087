"""Figures about the server for those who run it, in the form that Prometheus reads.

They are served on a port of their own and only if METL_METRICS names one: what stands behind a
reverse proxy cannot tell a neighbour from a stranger by the address that asks.
"""

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)

WHERE = "METL_METRICS"  # environment: a port of this machine, or address:port

# Not the package's own: while somebody edits the app, Streamlit imports this module again.
REGISTRY = CollectorRegistry()
PlatformCollector(registry=REGISTRY)
ProcessCollector(registry=REGISTRY)  # memory, CPU time and open files of the process

SESSIONS = Gauge("metl_sessions", "Pages that are connected now.", registry=REGISTRY)
BURSTS = Histogram(
    "metl_burst_seconds",
    "From what a live view asks to its answer, waiting for others included.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60),
    registry=REGISTRY,
)
EVENTS = Counter(
    "metl_events",
    "Notable events since the start; `what` tells which input was refused.",
    ["event", "what"],
    registry=REGISTRY,
)


def serve_metrics() -> None:
    """Serve them at /metrics where METL_METRICS says; nowhere if it says nothing."""
    if place := os.environ.get(WHERE):
        address, port = read_place(place)
        start_http_server(port, address, REGISTRY)


def read_place(text: str) -> tuple[str, int]:
    """Address and port out of "9464", which means this machine alone, or "0.0.0.0:9464"."""
    address, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{WHERE} must be a port, or an address:port, got {text!r}")
    return address.strip("[]") or "127.0.0.1", int(port)
