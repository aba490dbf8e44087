"""How far a reader has come, and how that stands in a link: `done=aah--s`. No widgets here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metl_ui.lessons.exercises.bank import HOW_MANY
from metl_ui.lessons.exercises.checking import Verdict, check
from metl_ui.lessons.exercises.question import Answer, Question
from metl_ui.link import quoted

OPEN, ALONE, HINTED, SHOWN = "-", "a", "h", "s"
HINTS = "123456789"  # of an open question


@dataclass(frozen=True)
class Attempt:
    """What a reader has done about one question."""

    given: str = ""  # the last answer that was checked
    verdict: Verdict | None = None  # on it
    hints: int = 0  # how many are open
    outcome: str = OPEN  # the first way in which the question was settled stays

    def answered(self, answer: Answer, given: str) -> "Attempt":
        """After `given` was checked."""
        verdict = check(answer, given)
        outcome = self.outcome
        if verdict.right and outcome == OPEN:
            outcome = HINTED if self.hints else ALONE
        return replace(self, given=given, verdict=verdict, outcome=outcome)

    def hinted(self, question: Question) -> "Attempt":
        """After one more hint was asked for."""
        return replace(self, hints=min(self.hints + 1, len(question.hints)))

    def shown(self) -> "Attempt":
        """After the answer was asked for."""
        return replace(self, outcome=SHOWN if self.outcome == OPEN else self.outcome)

    @property
    def letter(self) -> str:
        """What a link says of it."""
        return str(self.hints) if self.hints and self.outcome == OPEN else self.outcome

    @classmethod
    def of(cls, letter: str) -> "Attempt":
        """What a link says."""
        return cls(hints=int(letter)) if letter in HINTS else cls(outcome=letter)


@dataclass(frozen=True, kw_only=True)
class Done:
    """How all questions stand as a field of the link, a letter each, of open ones the number of
    hints; those at the end that nothing was done about are left out."""

    key: str
    label: str
    default: str = ""

    def parse(self, text: str) -> str:
        letters = OPEN + ALONE + HINTED + SHOWN + HINTS
        if len(text) > HOW_MANY or not set(text) <= set(letters):
            raise ValueError(
                f"{self.key} must be at most {HOW_MANY} of the letters a (alone), h (with hints), "
                f"s (shown), - (open) and 1 to 9 (open, with so many hints), got {quoted(text)}"
            )
        return text

    def spell(self, value: str) -> str:
        return value.rstrip(OPEN) or "nothing"


def attempts_of(done: str) -> list[Attempt]:
    """An attempt for each question, as a link tells it."""
    return [Attempt.of(letter) for letter in done.ljust(HOW_MANY, OPEN)]


def done_of(attempts: Sequence[Attempt]) -> str:
    """What a link says of these attempts; empty if nothing is done."""
    return "".join(attempt.letter for attempt in attempts).rstrip(OPEN)


def count_in_words(attempts: Sequence[Attempt]) -> str:
    """How many questions are done, and how."""
    outcomes = [attempt.outcome for attempt in attempts]
    names = {ALONE: "on your own", HINTED: "with hints", SHOWN: "shown"}
    parts = [f"{outcomes.count(mark)} {name}" for mark, name in names.items() if mark in outcomes]
    done = len(outcomes) - outcomes.count(OPEN)
    return f"{done} of {len(outcomes)} questions done" + (f": {', '.join(parts)}" if parts else "")
