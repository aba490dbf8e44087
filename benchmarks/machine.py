"""On what a benchmark ran: the processor and the versions that its numbers depend on, no names."""

import os
import platform
from pathlib import Path
from typing import Any

import numpy as np


def machine() -> dict[str, Any]:
    """The processor, how many cores of it there are here, and Python, NumPy and its BLAS."""
    config: dict[str, Any] = np.show_config(mode="dicts")  # type: ignore[assignment]
    blas = config["Build Dependencies"]["blas"]
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "vector instructions": ", ".join(config["SIMD Extensions"].get("found", [])),
        "system": platform.system(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}",
    }


def load() -> float:
    """How many processes wanted a core in the last minute, for each core that there is."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
