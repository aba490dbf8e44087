"""The screen of the training studio: it draws frames out of a queue and asks for more."""
