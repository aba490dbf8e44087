"""What the lessons are made of: one folder each, beside their pages."""
