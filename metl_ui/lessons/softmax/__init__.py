"""Behind the softmax lesson: its settings, figures and sentences."""
