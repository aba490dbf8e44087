"""What every test shares."""

from hypothesis import settings

# The same commit gives the same result, on a machine of any speed. To look for new
# counterexamples: pytest --hypothesis-profile=search
settings.register_profile("metl", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("metl")
