"""The lesson that was last open in this browser, and a way back to it."""

from metl_ui.components.last_lesson.last_lesson import lead_back, note_lesson

__all__ = ["lead_back", "note_lesson"]
