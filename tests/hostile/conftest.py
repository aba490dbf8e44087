"""With `make fuzz` 10,000 of each kind are tried; else as many as any property gets."""

from tests.hostile.bounds import dearest


def pytest_terminal_summary(terminalreporter):
    for kind, (seconds, megabytes) in sorted(dearest.items()):
        terminalreporter.write_line(
            f"hostile {kind}: at most {seconds * 1000:.0f} ms of a core, {megabytes:.1f} MB"
        )
