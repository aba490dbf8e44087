"""What every test shares."""

from functools import cache

from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

# The same commit gives the same result, on a machine of any speed. To look for new
# counterexamples: pytest --hypothesis-profile=search; to attack: make fuzz
settings.register_profile("metl", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.register_profile("fuzz", deadline=None, max_examples=10_000, print_blob=True)
settings.load_profile("metl")

# Each run of an AppTest reads the metadata of every installed package, in search of components
# that packages bring along. That takes longer than the page does, and finds the same every time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
