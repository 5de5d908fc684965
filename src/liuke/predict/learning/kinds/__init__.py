"""The kinds of models, by name. A new kind is a file here and its line in `KINDS`."""

from collections.abc import Mapping

from liuke.predict.learning.kinds.boosted import BOOSTED
from liuke.predict.learning.kinds.forest import FOREST
from liuke.predict.learning.kinds.logistic import LOGISTIC
from liuke.predict.learning.kinds.network import NETWORK
from liuke.predict.learning.kinds.splines import SPLINES
from liuke.predict.learning.kinds.trees import TREES
from liuke.predict.learning.model import Kind

KINDS: Mapping[str, Kind] = {one.id: one for one in (LOGISTIC, SPLINES, BOOSTED, FOREST, NETWORK, TREES)}
