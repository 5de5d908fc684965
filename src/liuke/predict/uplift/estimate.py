"""From an experiment to whom to contact, in one call."""

from typing import Any

from threadpoolctl import threadpool_limits

from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.uplift import checks
from liuke.predict.uplift.answer import Told, answer
from liuke.predict.uplift.comparing import compare
from liuke.predict.uplift.crossfit import out_of_fold, sequential
from liuke.predict.uplift.heterogeneity import sequential_test
from liuke.predict.uplift.offer import Method, Offer, terms_of, worthwhile
from liuke.predict.uplift.propensity import estimated
from liuke.predict.uplift.question import Question, Read, polars_of, read
from liuke.predict.uplift.result import Uplift
from liuke.predict.uplift.trial import Trial


def estimate(
    table: Any,  # noqa: ANN401 - any table that a notebook has
    *,
    treatment: str,
    outcome: str,
    offer: Offer | None = None,
    method: Method | None = None,
    **more: Any,  # noqa: ANN401 - the fields of Question
) -> Uplift:
    """Return what contact changes, for whom, and whom to contact, from one row a customer of an experiment.

    `table` is a Polars frame, an Ibis table or an Arrow table; `more` are the other fields of `Question`, as
    `control="No E-Mail"`. All columns not named are taken as known before the treatment.

    Raises `UsageError` for a call that does not fit the table, and `DataError` where no effect can be read from it: no
    control group, arms too small (with the size that is needed), a column that was measured after the treatment, or
    customers who could only be in one arm.
    """
    offer, method = offer or Offer(), method or Method()
    frame = polars_of(table)
    question = _question(treatment, outcome, more)
    aside = [one for one in (offer.cost, offer.risk) if isinstance(one, str)]
    found = read(frame, question, aside)
    terms = terms_of(found.rows, offer)
    smallest = worthwhile(found.trial, offer, terms)
    with threadpool_limits(1, "blas"):  # many small matrices: threads would wait for each other, not work
        trial = _checked(found.trial, question, smallest, method)
        return answer(_told(found, trial, smallest, method), question, offer, terms, method)


def _told(found: Read, trial: Trial, smallest: float, method: Method) -> Told:
    """Return what the learners say of customers they have not seen, and whether the champion's differences are so."""
    judged = out_of_fold(trial, tuple(method.learners), method.kind, method.folds, method.seed)
    compared = compare(trial, judged, method.draws, method.seed)
    champion = compared.champion()
    ordered = sequential(trial, champion, method.kind, method.seed, judged.fold)
    named = champion == method.learners[0]
    test = sequential_test(judged.psi, ordered, judged.fold, 1 if named else len(method.learners) - 1)
    usable = test.passed and compared.qini(champion)[1] > 0
    return Told(found, trial, judged, compared, champion, test, usable, smallest)


def _question(treatment: str, outcome: str, more: dict[str, Any]) -> Question:
    unknown = sorted(set(more) - set(Question.__slots__))
    if unknown:
        raise UsageError(
            "uplift.option",
            Text("There is no option {name}.", "没有选项 {name}。").fill(name=unknown[0]),
            Text("The options: {names}.", "可用选项：{names}。").fill(names=", ".join(Question.__slots__)),
        )
    return Question(treatment, outcome, **(more | {"ignore": tuple(more.get("ignore", ()))}))


def _checked(trial: Trial, question: Question, smallest: float, method: Method) -> Trial:
    """Return the trial with the probabilities of treatment; refuse what no effect can be read from."""
    checks.check_size(trial, smallest)
    if not question.before:
        checks.check_columns(trial)
    if question.random:
        checks.check_lottery(trial, before=question.before)
        return trial
    if question.chance is None:
        trial = trial.with_chance(estimated(trial, method.folds, method.seed))
    checks.check_overlap(trial)
    return trial
