"""How a page is shown to a class, as it stands in a link: `?view=present&figure=2`.

The browser does all of it (`metl_ui/components/present`); here is what a link may say.
"""

from metl_ui.link import Choice, Field, Whole

VIEW = Choice(key="view", label="View", options=("page", "present"), default="page")
FIGURE = Whole(key="figure", label="Figure on the screen", default=1, minimum=1, maximum=99)
PRESENTING: tuple[Field, ...] = (VIEW, FIGURE)
