"""Behind the home page: the run that it shows at once."""
