"""Runs the cases of a dialect against a host, one after the other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from integrations.conformance import shapes
from integrations.conformance.asking import Answer, Ask, Host, NoAnswer
from integrations.conformance.cases import JSON, Case, Facts, Missing

REFUSED = (
    "status: 401, the token that was given is not accepted; has it expired, or is it of another"
    " host?"
)
PATIENCE = 3  # unanswered requests in a row, after which nothing more is asked


@dataclass(frozen=True)
class Result:
    """What became of one case: it conforms, it differs, or it was skipped for a reason."""

    case: Case
    differences: tuple[str, ...] = ()
    reason: str = ""

    @property
    def verdict(self) -> str:
        return "skipped" if self.reason else "differs" if self.differences else "ok"


class Given:
    """The token that a person gave: refused, if already the first answer to it was a 401."""

    def __init__(self, facts: Facts):
        self._token = facts.get("token")
        self._answered = self.refused = False

    def refuses(self, case: Case, ask: Ask, answer: Answer) -> bool:
        """Tell whether this answer refuses the token, where it should have been good."""
        if self._answered or 401 in case.status or not self._is_in(ask):
            return False
        self._answered, self.refused = True, answer.status == 401
        return self.refused

    def _is_in(self, ask):
        return bool(self._token) and any(self._token in text for text in ask.headers.values())


def run(cases: Iterable[Case], *, host: Host, facts: Facts, writing: bool) -> Iterator[Result]:
    """Run the cases in their order; what one teaches is known to those after it."""
    unanswered, given = 0, Given(facts)
    for case in cases:
        if unanswered >= PATIENCE:
            yield Result(case, reason=f"no answer {PATIENCE} times in a row")
        elif given.refused:
            yield Result(case, reason="the token is not accepted")
        elif case.writes and not writing:
            yield Result(case, reason="it changes the host; give --write")
        else:
            try:
                yield _run(case, host, facts, given)
                unanswered = 0
            except Missing as missing:
                yield Result(case, reason=str(missing))
            except NoAnswer as error:
                unanswered += 1
                yield Result(case, (f"answer: there is none ({error})",))


def _run(case: Case, host: Host, facts: Facts, given: Given) -> Result:
    ask = case.ask(facts)
    answer = host.answer(ask)
    if given.refuses(case, ask, answer):
        return Result(case, (REFUSED,))
    found = list(_outside(case, answer)) or list(_inside(case, answer, facts))
    for name, place in case.learns.items():
        if (value := shapes.at(answer.body, place)) is not shapes.NOTHING:
            facts.learn(name, value)
    return Result(case, tuple(map(facts.hide, found)))


def _outside(case, answer: Answer) -> Iterator[str]:
    if answer.status not in case.status:
        expected = " or ".join(map(str, case.status))
        to = f" to {answer.headers['Location']}" if "Location" in answer.headers else ""
        got = f"{answer.status}{to} ({answer.kind or 'no content type'})"
        yield f"status: {got}, not {expected}{_said(answer)}"
    elif answer.kind != case.kind:
        yield f"content type: {answer.kind or 'none'}, not {case.kind}"
    elif case.kind == JSON and answer.trouble:
        yield f"$: {answer.trouble}"


def _said(answer: Answer) -> str:
    """Return the host's own words, where it refuses in JSON."""
    if answer.status < 400 or not isinstance(answer.body, dict):
        return ""
    return f": {' '.join(answer.content.decode().split())}"


def _inside(case, answer: Answer, facts: Facts) -> Iterator[str]:
    found = list(shapes.differences(answer.body, case.shape))
    yield from found
    if not found:  # the checks rely on the shape
        for check in case.checks:
            yield from check(answer, facts)
