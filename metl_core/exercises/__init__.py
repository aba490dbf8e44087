"""The numbers of the exercises: drawn by a generator, with the answer and the usual mistakes."""
