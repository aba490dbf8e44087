"""A few lines of a file, of which some are lit. They are updated in place."""

from collections.abc import Collection, Sequence

from metl_ui.components.served import component

_lit_code = component("metl_lit_code", "lit_code/lit_code.js")


def show_lit_code(
    lines: Sequence[str], *, key: str, place: str, first: int, lit: Collection[int]
) -> None:
    """Show `lines`; the first bears the number `first`, and those whose numbers are in `lit` are
    lit. `place` says where they stand.
    """
    data = {
        "key": key,
        "place": place,
        "lines": [
            {"number": number, "text": text, "lit": number in lit}
            for number, text in enumerate(lines, start=first)
        ],
    }
    _lit_code(key=key, data=data)
