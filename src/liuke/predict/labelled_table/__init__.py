"""Table: learning who leaves from one labelled table without dates."""

from liuke.predict.labelled_table.answer import TablePrediction
from liuke.predict.labelled_table.fit import How, predict_table
from liuke.predict.labelled_table.reasons import word

__all__ = ["How", "TablePrediction", "predict_table", "word"]
