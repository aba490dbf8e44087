"""The training studio behind its screen: what the browser asks for, and what it is answered."""
