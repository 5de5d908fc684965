"""Table: learning who leaves from one labelled table without dates."""

from liuke.predict.table.answer import TablePrediction
from liuke.predict.table.fit import How, predict_table
from liuke.predict.table.reasons import word

__all__ = ["How", "TablePrediction", "predict_table", "word"]
