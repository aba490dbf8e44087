"""Behind the exercises: the questions, how an answer is checked, progress, the printable sheet."""
