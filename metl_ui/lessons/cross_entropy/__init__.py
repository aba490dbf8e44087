"""Behind the cross-entropy lesson: its settings, and a file for each of its questions."""
