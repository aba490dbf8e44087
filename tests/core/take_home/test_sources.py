"""Code is written down with all that it uses, and without what it does not."""

import importlib
import sys
import textwrap

import pytest

import metl_core
from metl_core.take_home.sources import stand_alone


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Makes modules of metl_core for a test; gives what stand_alone makes of the first's `f`."""
    monkeypatch.setattr(metl_core, "__path__", [*metl_core.__path__, str(tmp_path)])
    made = []

    def write(*sources, chosen=(), given=()):
        # A name that no other test uses: sources are remembered by their module's name.
        stem = tmp_path.name.replace("-", "_")
        names = [f"{stem}_{letter}" for letter in "abc"[: len(sources)]]
        for name, source in zip(names, sources, strict=True):
            text = textwrap.dedent(source)
            for letter, real in zip("abc", names, strict=False):
                text = text.replace(f"metl_core.{letter} ", f"metl_core.{real} ")
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        made.extend(f"metl_core.{name}" for name in names)
        importlib.invalidate_caches()
        module = importlib.import_module(f"metl_core.{names[0]}")
        return stand_alone(module.f, chosen=chosen, given=given)

    yield write
    for name in made:
        sys.modules.pop(name, None)
        vars(metl_core).pop(name.split(".")[1], None)


def test_what_a_function_calls_comes_with_it_and_nothing_else(written):
    code = written(
        '''
        """A module."""
        import math
        import os
        from metl_core.b import g, unused

        LIMIT = 3  # so many

        def f(x):
            """What f does."""
            return g(x) + LIMIT + math.pi
        ''',
        '''
        """Another."""
        # Why it is so.
        DEPTH, WIDTH = 1, 2

        def unused():
            pass

        def g(x):
            return h(x)

        def h(x):
            return x * DEPTH * WIDTH
        ''',
    )
    assert code.imports == ("import math",)
    expected = '''\
        LIMIT = 3  # so many


        def f(x):
            """What f does."""
            return g(x) + LIMIT + math.pi


        # Why it is so.
        DEPTH, WIDTH = 1, 2


        def g(x):
            return h(x)


        def h(x):
            return x * DEPTH * WIDTH'''
    assert code.text == textwrap.dedent(expected)


def test_types_checks_and_words_for_tools_are_left_out(written):
    code = written(
        '''
        """A module."""
        from metl_core.checks import Array, choice, inexact_array, integer, shaped

        ÄLTER: dict[str, int] = {}  # type: ignore[misc]

        def f(β: int, *rest: Array, name: str | None = None) -> tuple[Array, ...]:
            """π, ∂ and β.

            Raises ValueError for a β that is
            no integer.
            Source: somewhere.
            """
            choice("name", name, ("a", "b"))
            n: int = integer("β", β, minimum=1)
            ÄLTER["é"] = n
            return shaped("rest", inexact_array("rest", rest), ("N",)), n  # noqa: X1
        '''
    )
    expected = '''\
        ÄLTER = {}


        def f(β, *rest, name=None):
            """π, ∂ and β.
            Source: somewhere.
            """
            n = β
            ÄLTER["é"] = n
            return rest, n'''
    assert code.text == textwrap.dedent(expected)
    assert code.imports == ()


def test_of_a_table_only_the_chosen_entries_are_kept(written):
    source = '''
        """A module."""
        def one(): pass
        def two(): pass
        def three(): pass

        TABLE: dict[str, object] = {"1": one, "2": two, "3": three}
        OTHER = {"x": 1, "y": 2}

        def f():
            return TABLE, OTHER
        '''
    code = written(source, chosen={"3", "unknown"})
    assert '{\n    "3": three,\n}' in code.text
    assert "def one" not in code.text
    assert "def three" in code.text
    assert 'OTHER = {"x": 1, "y": 2}' in code.text


def test_the_fields_of_a_dataclass_keep_their_types(written):
    code = written(
        '''
        """A module."""
        from dataclasses import dataclass

        @dataclass(frozen=True)
        class Point:
            x: float

            def moved(self, by: float) -> "Point":
                return Point(self.x + by)

        def f() -> Point:
            return Point(1.0)
        '''
    )
    assert "@dataclass(frozen=True)\nclass Point:\n    x: float\n" in code.text
    assert "def moved(self, by):" in code.text
    assert code.imports == ("from dataclasses import dataclass",)


def test_a_name_that_the_script_gives_is_left_to_it(written):
    source = '''
        """A module."""
        RATE = 3

        def f():
            return RATE
        '''
    assert "RATE = 3" not in written(source, given={"RATE"}).text


def test_two_functions_of_one_name_are_refused(written):
    with pytest.raises(ValueError, match="helper must be defined once"):
        written(
            '''
            """A module."""
            from metl_core.b import g

            def helper(): return 1

            def f(): return helper(), g()
            ''',
            '''
            """Another."""
            def helper(): return 2

            def g(): return helper()
            ''',
        )


@pytest.mark.parametrize(
    "line",
    ["from metl_core.b import g as h", "import metl_core.b as h", "from metl_core import b as h"],
)
def test_an_import_that_would_have_to_be_renamed_is_refused(line, written):
    with pytest.raises(ValueError, match="must import h itself and under its own name"):
        written(
            f'"""A module."""\n{line} \n\ndef f():\n    return h\n'.replace(
                "import b as", "import losses as"
            ),
            '"""Another."""\ndef g():\n    return 1\n',
        )
