"""Miniatures: made-up businesses small enough to be worked out by hand. The metric reference shows them too.

A new metric is worked out in the miniature of its subject; a new subject is a file here and its place in `MINIATURES`.
"""

from tests.measure.miniatures.agency import AGENCY
from tests.measure.miniatures.app import APP
from tests.measure.miniatures.club import CLUB
from tests.measure.miniatures.desk import DESK
from tests.measure.miniatures.panel import PANEL
from tests.measure.miniatures.shop import SHOP
from tests.measure.miniatures.worked import Miniature, Worked

__all__ = ["MINIATURES", "Miniature", "Worked"]

MINIATURES: tuple[Miniature, ...] = (SHOP, CLUB, AGENCY, PANEL, DESK, APP)
