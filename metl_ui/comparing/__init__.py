"""Many runs beside the one in the studio: every learning rate at once, and many seeds."""
