"""One statement of the project's code, without what a reader of one experiment has no use for.

Left out are type annotations, the checks of arguments, and the entries of tables that the
experiment does not choose. Everything else stays as it is written, comments included.
"""

import ast
import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

from metl_core import checks

# A check gives back what it checks, so where all is right its argument can stand for it:
# the name of each check, and which of its arguments that is.
_CHECKS = {
    **{
        name: 1
        for name, check in inspect.getmembers(checks, inspect.isfunction)
        if next(iter(inspect.signature(check).parameters)) == "name"
    },
    "input_matrix": 1,
    "class_indices": 0,
    "check_features": 0,
}
_FOR_TOOLS = re.compile(rb" *# (?:type: ignore|noqa|fmt: skip)[^\n]*")
# Of a docstring: what it says of checks that are left out.
_RAISES = re.compile(r'\n *\n *Raises .*?(?=\n *\n|\n *Source: |\n *""")', re.DOTALL)
_ONE_LINE = re.compile(r'(""".*)\n *"""')

Edit = tuple[int, int, bytes]  # the bytes from … to … become …


@dataclass(frozen=True)
class Part:
    """One top-level statement of a module, cleaned, and the names that it uses."""

    text: str
    names: frozenset[str]

    @property
    def is_line(self) -> bool:
        """Whether it is a constant in one line, and no function or class."""
        return "\n" not in self.text


def cleaned(lines: tuple[bytes, ...], node: ast.stmt, chosen: frozenset[str]) -> Part:
    """The statement among the lines of its module, with the comment right above it."""
    start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    while lines[start - 2].startswith(b"#"):  # what is said above it
        start -= 1
    text = b"".join(lines[start - 1 : node.end_lineno]).rstrip()
    if chosen and isinstance(node, ast.Assign | ast.AnnAssign):
        text = _edited(text, functools.partial(_table_entries, chosen=chosen))
    return _without_types_and_checks(text)


@functools.lru_cache(maxsize=256)
def _without_types_and_checks(text: bytes) -> Part:
    text = _edited(_FOR_TOOLS.sub(b"", text), _annotations)
    while (shorter := _edited(text, _first_check)) != text:
        text = shorter
    names = frozenset(n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name))
    return Part(_ONE_LINE.sub(r'\1"""', _RAISES.sub("", text.decode())), names)


def _edited(text: bytes, edits_of: Callable[[ast.Module, "_Offsets"], list[Edit]]) -> bytes:
    edits = edits_of(ast.parse(text), _Offsets(text))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class _Offsets:
    """Where in the text, in bytes, the nodes of its tree stand."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._line_starts = [0]
        for line in text.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        return self._line_starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._line_starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr) -> bytes:
        return self.text[self.start(node) : self.end(node)]

    def margin(self, node: ast.expr) -> bytes:
        """The white space before the line where the node begins."""
        line = self.text[self._line_starts[node.lineno - 1] :]
        return line[: len(line) - len(line.lstrip(b" "))]

    def whole_lines(self, node: ast.stmt) -> tuple[int, int]:
        return self._line_starts[node.lineno - 1], self._line_starts[node.end_lineno or 0]


def _annotations(tree: ast.Module, offsets: _Offsets) -> list[Edit]:
    """Without types; but the fields of a dataclass stay as they are."""
    edits = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            start, end = offsets.start(node) + len(node.arg.encode()), offsets.end(node)
            has_default = offsets.text[end : end + 3] == b" = "
            edits.append((start, end + 3, b"=") if has_default else (start, end, b""))
        elif isinstance(node, ast.AnnAssign) and node.value:
            edits.append((offsets.end(node.target), offsets.end(node.annotation), b""))
        elif isinstance(node, ast.FunctionDef) and node.returns:
            end = offsets.end(node.returns)
            edits.append((offsets.text.rindex(b"->", 0, offsets.start(node.returns)) - 1, end, b""))
    return edits


def _table_entries(tree: ast.Module, offsets: _Offsets, chosen: frozenset[str]) -> list[Edit]:
    """A table by name, without what is not chosen."""
    for table in ast.walk(tree):
        if isinstance(table, ast.Dict):
            entries = {
                key.value: (offsets.start(key), offsets.end(value))
                for key, value in zip(table.keys, table.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
            if chosen & entries.keys():
                margin = offsets.margin(table)
                kept = [
                    b"%s    %s,\n" % (margin, offsets.text[slice(*span)])
                    for name, span in entries.items()
                    if name in chosen
                ]
                new = b"{\n%s%s}" % (b"".join(kept), margin)
                return [(offsets.start(table), offsets.end(table), new)]
    return []


def _first_check(tree: ast.Module, offsets: _Offsets) -> list[Edit]:
    """The outermost of nested checks, replaced by what it checks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_check(node.value):
            return [(*offsets.whole_lines(node), b"")]
        if isinstance(node, ast.Call) and _is_check(node):
            assert isinstance(node.func, ast.Name)
            checked = node.args[_CHECKS[node.func.id]]
            return [(offsets.start(node), offsets.end(node), offsets.of(checked))]
    return []


def _is_check(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CHECKS
    )
