"""Keeps a reader's table in their tab, for a server that has lost it."""

from metl_ui.components.kept_table.kept_table import keep_table

__all__ = ["keep_table"]
