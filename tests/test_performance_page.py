"""docs/performance.md is written from numbers: it must be what these numbers give."""

import json

from benchmarks.report import NUMBERS, PAGE, REASONS, page


def test_the_page_is_what_the_numbers_beside_it_give():
    results = json.loads(NUMBERS.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(results)
    assert set(results["server"]["parts"]) == set(REASONS)
