"""The families of features. A new family is a file here and its line in `FAMILIES`."""

from collections.abc import Mapping
from types import MappingProxyType

from liuke.predict.features.families import (
    breadth,
    contract,
    engagement,
    frequency,
    money,
    opinions,
    payments,
    peers,
    recency,
    returns,
    rhythm,
    season,
    service,
    trend,
)
from liuke.predict.features.feature import Feature

FAMILIES = (
    *(recency, rhythm, frequency, trend, money, returns, breadth),
    *(engagement, service, opinions, contract, payments, peers, season),
)
FEATURES: tuple[Feature, ...] = tuple(one for family in FAMILIES for one in family.FEATURES)
BY_ID: Mapping[str, Feature] = MappingProxyType({one.id: one for one in FEATURES})
