"""Behind the network lesson: its settings, the walk, the source of each step, and the counts."""
