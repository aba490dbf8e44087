"""The policy of every page: strict, and framed by whom the operator names."""

import pytest

from metl_ui.serving.headers import content_security_policy


def directives(policy):
    return {name: values for name, *values in (part.split() for part in policy.split("; "))}


def test_nothing_is_allowed_that_would_run_what_somebody_slips_in():
    policy = directives(content_security_policy(no_eval=True))
    assert policy["default-src"] == policy["script-src-attr"] == ["'none'"]
    allowed = {word for word in policy["script-src"] if not word.startswith("'sha256-")}
    assert allowed == {"'self'", "blob:"}
    assert len(policy["script-src"]) > len(allowed)  # Streamlit's own page has a script in it
    assert policy["frame-ancestors"] == ["'self'"]


def test_eval_is_left_to_those_who_test_the_pages():
    policy, strict = (
        directives(content_security_policy(no_eval=no_eval)) for no_eval in (False, True)
    )
    assert set(policy.pop("script-src")) - set(strict.pop("script-src")) == {"'unsafe-eval'"}
    assert policy == strict


def test_a_school_may_frame_the_app_in_its_own_pages():
    policy = directives(content_security_policy("https://lms.school.example, https://*.edu:8443"))
    assert policy["frame-ancestors"] == [
        "'self'", "https://lms.school.example", "https://*.edu:8443"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["*", "lms.example", "https://a; script-src *", "https://a/path"])
def test_what_is_no_origin_is_refused_at_the_start(text):
    with pytest.raises(ValueError, match="METL_FRAMED_BY must be origins such as"):
        content_security_policy(text)
