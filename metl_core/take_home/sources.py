"""The project's own code as text that stands alone: functions, and everything they call.

What is written down is the source that runs here, so that it cannot drift from it.
"""

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from metl_core.take_home.cleaning import Part, cleaned

_PACKAGE = "metl_core"


@dataclass(frozen=True)
class StandAlone:
    """Python text, and the import statements that it needs."""

    imports: tuple[str, ...]
    text: str


def stand_alone(
    *roots: Callable[..., object] | type, chosen: Collection[str] = (), given: Collection[str] = ()
) -> StandAlone:
    """The source of the roots and, after it, of everything in the project that they use.

    chosen: of a table that has some of these as keys, only their entries are kept. given: names
    that are left out, as the script itself gives them a value.

    Raises ValueError for code that cannot stand alone: two definitions of one name, or an
    import of something of the project under another name or as a whole module.
    """
    parts: dict[str, dict[int, Part]] = {root.__module__: {} for root in roots}
    imports: dict[str, None] = {}
    owners: dict[str, str] = {}

    def take(module: str, name: str) -> None:
        if owners.setdefault(name, module) != module:
            raise ValueError(f"{name} must be defined once, got {owners[name]} and {module}")
        statement = _statements(module)[name]
        if statement.lineno in parts.get(module, {}):
            return
        part = cleaned(_source_lines(module), statement, frozenset(chosen))
        parts.setdefault(module, {})[statement.lineno] = part
        for used in sorted(part.names.difference(given)):
            if used in _statements(module):
                take(module, used)
            elif used in _imports(module):
                source, is_plain, line = _imports(module)[used]
                if source.split(".")[0] != _PACKAGE:
                    imports.setdefault(line)
                elif is_plain:
                    take(_home(source, used), used)
                else:
                    raise ValueError(f"{module} must import {used} itself and under its own name")

    for root in roots:
        take(root.__module__, root.__name__)
    # What a module calls stands after it, but what it uses at once, before: its own lines.
    ordered = [part for of_module in parts.values() for _, part in sorted(of_module.items())]
    text = ordered[0].text
    for before, part in pairwise(ordered):
        text += ("\n" if before.is_line and part.is_line else "\n\n\n") + part.text
    return StandAlone(tuple(imports), text)


# What a module holds -------------------------------------------------------------------


@functools.cache
def _source_lines(module: str) -> tuple[bytes, ...]:
    source = inspect.getsource(importlib.import_module(module))
    return tuple(source.encode().splitlines(keepends=True))


@functools.cache
def _tree(module: str) -> ast.Module:
    return ast.parse(b"".join(_source_lines(module)))


@functools.cache
def _statements(module: str) -> dict[str, ast.stmt]:
    """Every top-level statement that defines a name."""
    return {name: node for node in _tree(module).body for name in _defined(node)}


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name


@functools.cache
def _imports(module: str) -> dict[str, tuple[str, bool, str]]:
    """Name -> its module, whether it is a name of that module, a line that imports it alone."""
    found = {}
    for node in _tree(module).body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for alias in node.names:
            name = alias.asname or alias.name
            spelled = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
            if isinstance(node, ast.Import):
                found[name] = (alias.name, False, f"import {spelled}")
            else:
                source = str(node.module)
                is_plain = not alias.asname and not _is_module(f"{source}.{name}")
                found[name] = (source, is_plain, f"from {source} import {spelled}")
    return found


def _is_module(name: str) -> bool:
    return name.split(".")[0] == _PACKAGE and name in sys.modules


def _home(module: str, name: str) -> str:
    """The module that defines what `module` may only hand on."""
    while name not in _statements(module):
        module = _imports(module)[name][0]
    return module
