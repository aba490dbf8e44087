"""Behind the sigmoid lesson: its settings and figures."""
