"""A lesson opened by a link, and what stands on its page."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def open_page(file: str, **link: object) -> AppTest:
    """`open_page("softmax", c=3)`: the page pages/softmax.py as the link `/softmax?c=3` opens it.

    A list gives a key of the link several values.
    """
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(f"pages/{file}.py")
    for key, value in link.items():
        app.query_params[key] = value if isinstance(value, list) else str(value)
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All the Markdown of the page."""
    return "\n".join(block.value for block in app.markdown)


def column(app: AppTest, table: int, heading: str) -> list[str]:
    """The cells below a heading of one of the page's tables, with the minus of a keyboard."""
    cells = app.table[table].value.rename(columns=_typed)[_typed(heading)]
    return [_typed(cell) for cell in cells]


def _typed(text: str) -> str:
    return text.replace("−", "-")
