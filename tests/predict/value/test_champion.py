"""Who scores customers: MBG/NBD, unless Pareto/NBD was better beyond chance; BG/NBD never."""

import numpy as np

from liuke.predict.value.champion import choose
from liuke.predict.value.holdout import Forecast, Vector


def said(log_score: Vector) -> Forecast:
    return Forecast(np.ones_like(log_score), np.ones_like(log_score), log_score)


SCORES = np.random.default_rng(2).normal(-2, 1, 1000)
LUCK = np.random.default_rng(3).normal(0, 0.5, 1000)
LUCK -= LUCK.mean()


def test_the_default_stays_where_nothing_could_be_judged() -> None:
    name, why = choose({})
    assert name == "mbg_nbd"
    assert "too little history" in why.en
    assert "历史太短" in why.zh


def test_the_default_stays_where_the_rival_is_better_by_luck() -> None:
    name, why = choose({"mbg_nbd": said(SCORES), "pareto_nbd": said(SCORES + LUCK + 0.02)})
    assert name == "mbg_nbd"
    assert why.en.startswith("MBG/NBD scores customers")


def test_the_rival_scores_where_it_is_better_beyond_chance() -> None:
    name, why = choose({"mbg_nbd": said(SCORES), "pareto_nbd": said(SCORES + LUCK + 0.1)})
    assert name == "pareto_nbd"
    assert why.en.startswith("Pareto/NBD scores customers")
    assert "显著优于 MBG/NBD" in why.zh


def test_bg_nbd_never_scores_however_good_it_looks() -> None:
    name, why = choose({"bg_nbd": said(SCORES + 5), "mbg_nbd": said(SCORES), "pareto_nbd": said(SCORES)})
    assert name == "mbg_nbd"
    assert "BG/NBD is shown for comparison only" in why.en
