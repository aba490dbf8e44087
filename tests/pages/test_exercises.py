"""The exercises: answers, hints, progress and the sheets, as a reader meets them."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.lessons.exercises.bank import HOW_MANY, topics
from metl_ui.misconceptions import MISCONCEPTIONS
from metl_ui.presets import PRESETS
from tests.pages.opening import open_page, texts


def exercises(**link: object) -> AppTest:
    return open_page("exercises", **link)


def questions(seed=1):
    return [question for topic in topics(seed) for question in topic.questions]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def answer(app: AppTest, given: str) -> AppTest:
    if app.radio:
        app.radio[0].set_value(given)
    else:
        app.text_input[0].set_value(given)
    return press(app, "Check")


def header(app: AppTest) -> str:
    return app.header[0].value


def test_every_question_opens_by_its_link_and_takes_its_right_answer():
    app = exercises(seed=3)
    for number, question in enumerate(questions(3), start=1):
        assert header(app) == f"{number}. {question.title}"
        assert question.text in texts(app)
        assert question.solution not in texts(app)
        formula = getattr(question.answer, "formula", None)
        value = getattr(question.answer, "value", None)
        answer(app, formula or (question.answer.shown() if value is None else repr(value)))
        assert app.success[0].value == "Right."
        assert question.solution in texts(app)
        assert app.query_params["done"] == "a" * number
        if number < HOW_MANY:
            press(app, "Next question")
    assert f"{HOW_MANY} of {HOW_MANY} questions done" in texts(app)


def test_a_wrong_answer_is_told_why_and_the_solution_stays_hidden():
    app = exercises(question=2)
    answer(app, "exp(x_i) / sum(exp(x_i))")
    assert "The index of the sum must be in its term" in app.warning[0].value
    assert app.text_input[0].value == "exp(x_i) / sum(exp(x_i))"
    assert questions()[1].solution not in texts(app)
    assert "done" not in app.query_params


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Nothing is typed yet"),
        ("__import__('os')", "stands `'`"),
        ("x_j", "must stand inside of sum"),
        ("9" * 5000, "200 characters at most"),
        ("[x](https://example.org)", "stands `[`"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(typed, words):
    app = answer(exercises(question=2), typed)
    assert words in app.error[0].value
    assert not app.warning


def test_a_choice_that_is_wrong_is_told_why():
    question = questions()[4]
    app = exercises(question=5)
    press(app, "Check")
    assert "Choose one of the answers first" in app.error[0].value
    for option in question.answer.options:
        if not option.right:
            answer(app, option.text)
            assert app.warning[0].value == option.why


def test_hints_come_one_at_a_time_and_are_told_in_the_link():
    app = exercises(question=1)
    first, second = questions()[0].hints
    assert first not in texts(app)
    press(app, "Hint 1 of 2")
    assert first in texts(app)
    assert second not in texts(app)
    assert app.query_params["done"] == "1"
    later = exercises(question=1, done="1")  # the same reader, after the server was started again
    assert first in texts(later) and second not in texts(later)
    answer(later, repr(questions()[0].answer.value))
    assert later.query_params["done"] == "h"
    press(app, "Hint 2 of 2")
    assert second in texts(app)
    assert next(button for button in app.button if button.key == "hint").disabled
    answer(app, repr(questions()[0].answer.value))
    assert app.query_params["done"] == "h"


def test_hints_of_a_link_beyond_those_there_are_do_no_harm():
    app = exercises(question=1, done="9")
    assert questions()[0].hints[-1] in texts(app)
    assert next(button for button in app.button if button.key == "hint").disabled
    assert "0 of 22 questions done" in texts(app)


def test_an_answer_that_a_lost_session_checked_is_checked_again():
    app = exercises(question=1)
    app.session_state["answer 1 1"] = "3"  # as the browser tells a new session of its boxes
    app.run()
    assert "Take a hint" in app.warning[0].value


def test_the_answer_is_shown_on_demand():
    app = press(exercises(question=4), "Show the answer")
    question = questions()[3]
    assert question.answer.shown() in texts(app)
    assert question.solution in texts(app)
    assert app.query_params["done"] == "---s"
    link = next(link for link in app.get("page_link") if "See it in the lesson" in link.proto.label)
    assert link.proto.page.strip("/") == "softmax"


def test_a_link_keeps_how_far_the_reader_is():
    app = exercises(seed=9, question=3, done="ahs")
    assert not app.warning
    assert "3 of 22 questions done: 1 on your own, 1 with hints, 1 shown" in texts(app)
    assert questions(9)[2].solution in texts(app)
    labels = [button.label for button in app.button]
    assert "Softmax 3/6" in labels
    assert "Sigmoid 0/2" in labels


def test_without_a_question_in_the_link_the_first_open_one_comes():
    assert header(exercises(done="aas")) == "4. The maximum taken off"
    assert header(exercises(done="a" * HOW_MANY)).startswith("1. ")


def test_another_seed_has_other_numbers_and_a_progress_of_its_own():
    app = exercises(seed=5, question=1, done="a")
    app.number_input[0].set_value(6.0).run()
    assert "0 of 22" in texts(app)
    assert "done" not in app.query_params
    assert questions(6)[0].text in texts(app)
    app.number_input[0].set_value(5.0).run()
    assert "1 of 22" in texts(app)
    assert app.query_params["done"] == "a"


def test_what_was_typed_is_there_again_when_the_reader_comes_back():
    app = answer(exercises(question=1), "0.123")
    press(press(app, "Next question"), "Previous")
    assert app.text_input[0].value == "0.123"
    assert "is not right" in app.warning[0].value


def test_a_topic_leads_to_its_first_open_question():
    app = exercises(question=1, done="------a")
    press(app, "Sigmoid 1/2")
    assert header(app).startswith("8. ")
    assert app.query_params["question"] == "8"


def test_the_ends_have_no_way_on():
    app = exercises(question=1)
    assert app.button(key="previous").disabled
    assert exercises(question=HOW_MANY).button(key="next").disabled


@pytest.mark.parametrize(
    ("key", "junk"),
    [
        ("seed", "-1"),
        ("seed", "1e9"),
        ("question", "0"),
        ("question", "99"),
        ("question", "two"),
        ("done", "xyz"),
        ("done", "a" * (HOW_MANY + 1)),
        ("sheet", "all"),
        ("foo", "<b>"),
    ],
)
def test_junk_in_a_link_gets_a_sentence_and_the_exercises_go_on(key, junk):
    app = exercises(**{key: junk})
    assert len(app.warning) == 1
    assert key in app.warning[0].value
    assert header(app) == "1. One probability"


@pytest.mark.parametrize("sheet", ["questions", "answers"])
def test_a_sheet_has_every_question_and_answers_only_if_asked_for(sheet):
    app = exercises(seed=12, sheet=sheet)
    words = texts(app)
    assert header(app) == f"Seed 12: {sheet}"
    for number, question in enumerate(questions(12), start=1):
        assert f"**{number}. {question.title}.** {question.text}" in words
        assert (question.solution in words) == (sheet == "answers")
    assert ("**Answer.**" in words) == (sheet == "answers")
    for option in questions(12)[4].answer.options:
        assert option.text in words or (sheet == "answers" and not option.right)
    assert not app.text_input
    assert not app.radio


def test_the_sheets_are_a_press_away():
    app = press(exercises(seed=12), "Sheet of questions")
    assert header(app) == "Seed 12: questions"
    press(app, "Sheet with answers")
    assert app.query_params["sheet"] == "answers"
    press(app, "Back to the exercises")
    assert header(app) == "1. One probability"


def test_the_note_for_teachers_has_every_misconception():
    words = texts(exercises())
    assert "**Time.** About" in words
    for belief in MISCONCEPTIONS.values():
        assert f"*{belief}* Question" in words


def test_the_try_on_this_page_sets_another_seed():
    app = exercises(question=1)
    app.button(key="try 1").click().run()
    assert questions(7)[0].text in texts(app)


def test_a_rate_that_is_too_large_is_tried_with_the_settings_of_its_preset():
    (link,) = (
        link.proto for link in exercises().get("page_link") if link.proto.page.strip("/") == "train"
    )
    (preset,) = (one for one in PRESETS if one.title == "Rate too high")
    query = {
        key: [f"{value:g}" if key == "rate" else value] for key, value in preset.values.items()
    }
    assert parse_qs(link.query_string) == query


def test_every_question_leads_to_a_lesson_that_can_use_its_settings():
    # One question of each topic may stand for others that set the same.
    found = {
        (topic.path, *question.see): question.see
        for topic in topics(4)
        for question in topic.questions
    }
    assert len(found) > len(topics(4))
    for (path, *_), settings in found.items():
        app = open_page(path.replace("-", "_"), **settings)
        assert not app.warning, (path, settings)
        assert not app.error, (path, settings)
