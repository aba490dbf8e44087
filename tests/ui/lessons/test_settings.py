"""What the settings of all pages have in common."""

import importlib
import pkgutil
from dataclasses import asdict

from metl_ui import experiment, lessons
from metl_ui.link import Choice, Choices, Flag, Number, Text, Whole

KINDS = (Choice, Choices, Flag, Number, Text, Whole)
WORDS = ("label", "help", "default")  # these may differ


def fields_of(module):
    for value in vars(module).values():
        yield from [value] if isinstance(value, KINDS) else []
        if isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, KINDS))


def test_settings_of_the_same_name_may_be_the_same():
    # What stands in the session under a key is taken over by the next page that asks for it.
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(lessons.__path__, "metl_ui.lessons.")
    ]
    known = {}
    for module in (experiment, *modules):
        for field in fields_of(module):
            scope = {name: of for name, of in asdict(field).items() if name not in WORDS}
            assert known.setdefault(field.key, scope) == scope, (module.__name__, field.key)
