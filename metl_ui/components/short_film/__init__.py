"""A run that was trained beforehand, shown again and again."""

from metl_ui.components.short_film.short_film import show_short_film

__all__ = ["show_short_film"]
