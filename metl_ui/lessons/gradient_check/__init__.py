"""Behind the lesson on gradient checks: its settings, figures, sentences and parts."""
