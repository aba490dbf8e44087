"""Behind the home page: its three logits and their bars."""
