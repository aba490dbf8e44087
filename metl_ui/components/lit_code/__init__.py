"""Lines of source code, some of them lit."""

from metl_ui.components.lit_code.lit_code import show_lit_code

__all__ = ["show_lit_code"]
