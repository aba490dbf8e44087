"""The real HAProxy for the tests of several machines: one that is found, else Debian's.

As a script it installs what is missing, and fails where it cannot.
"""

import contextlib
import os
import shutil
import subprocess
import sys

PLACES = ("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/bin/haproxy")
HOW = "install it (apt-get install haproxy, brew install haproxy) or name it: HAPROXY=/path/to/it"


def find() -> str:
    """Where it is; RuntimeError, with what to do, if it is nowhere. HAPROXY names one."""
    names = [chosen] if (chosen := os.environ.get("HAPROXY")) else ["haproxy", *PLACES]
    for name in names:
        if path := shutil.which(name):
            return path
    raise RuntimeError(f"no HAProxy among {', '.join(names)}: {HOW}")


def main() -> int:
    """Install it where there is none and it can be, and say which it is."""
    if shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        with contextlib.suppress(RuntimeError):
            return _tell(find())
        print("metl: no HAProxy yet; trying apt-get install haproxy", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "haproxy"]):
            subprocess.run(["apt-get", "-qq", *command], check=False, timeout=900, env=quiet)
    try:
        return _tell(find())
    except RuntimeError as error:
        print(f"metl: {error}", file=sys.stderr)
        return 1


def _tell(path: str) -> int:
    said = subprocess.run([path, "-v"], capture_output=True, text=True, check=True).stdout
    print(f"metl: drills run behind {said.splitlines()[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
