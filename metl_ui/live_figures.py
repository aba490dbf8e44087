"""Figures that follow a slider while it is dragged, without a run of the page's script.

The browser asks for the figures of some settings, as in `/live/softmax?logits=1,2,3&c=3&…`, and
is answered from these settings alone: no session, nothing is kept. Once the slider rests, the
session hears of it and the page's script runs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from metl_ui.components.figure import Panel
from metl_ui.link import Field, quoted
from metl_ui.serving.events import refused
from metl_ui.serving.vendor import below_the_base

PATH = "/live/{name}"
HAVE = "have"  # the whole figures that the browser holds: "have=version,version"
MOST_BYTES = 8000  # of a query: a text box takes 2000 letters, and some of them take three bytes
MOST_VERSIONS = 32

HEADERS = {"Cache-Control": "no-store"}


@dataclass(frozen=True, eq=False)
class LiveFigures:
    """The figures that `panels` makes of the values of `fields`, given by their keys."""

    name: str
    fields: tuple[Field, ...]
    panels: Callable[..., list[Panel]]

    @property
    def address(self) -> str:
        """Where the browser asks for them, from the root of the app."""
        return PATH.format(name=self.name)

    def parse(self, query: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The value of each field out of `query`; ValueError unless each is there once."""
        texts: dict[str, list[str]] = {field.key: [] for field in self.fields}
        for key, text in query:
            if key not in texts:
                raise ValueError(f"{quoted(key)} is not a setting of these figures")
            texts[key].append(text)
        for key, given in texts.items():
            if len(given) != 1:
                raise ValueError(f"{key} must be given once, got {len(given)}")
        return {field.key: field.parse(texts[field.key][0]) for field in self.fields}


def live_route(*sets: LiveFigures) -> Route:
    """Answers with the figures of any of `sets`, as a JSON list of their messages."""
    by_name = {figures.name: figures for figures in sets}

    def serve(request: Request) -> Response:
        figures = by_name.get(request.path_params["name"])
        if figures is None:
            return Response(status_code=404, headers=HEADERS)
        try:
            settings, versions = _read(figures, request)
        except ValueError as error:
            refused("live figures")
            return Response(f"{error}.", 400, HEADERS, media_type="text/plain")
        messages = [panel.message(versions) for panel in figures.panels(**settings)]
        body = b"[" + b",".join(messages) + b"]"
        return Response(body, headers=HEADERS, media_type="application/json")

    return Route(below_the_base(PATH), serve)


def _read(figures: LiveFigures, request: Request) -> tuple[dict[str, Any], list[str]]:
    size = len(request.url.query)
    if size > MOST_BYTES:
        raise ValueError(f"the query must be {MOST_BYTES} bytes at most, got {size}")
    query = request.query_params.multi_items()
    settings = figures.parse((key, text) for key, text in query if key != HAVE)
    return settings, _versions([text for key, text in query if key == HAVE])


def _versions(given: Sequence[str]) -> list[str]:
    versions = [version for text in given for version in text.split(",")]
    if len(given) > 1 or len(versions) > MOST_VERSIONS:
        raise ValueError(f"{HAVE} must be given once, with {MOST_VERSIONS} versions at most")
    return versions
