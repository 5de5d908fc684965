"""Features that a workspace declares in its settings: they become features like any other."""

from liuke.predict.features.declared.compiling import DeclaredFeature, all_features, declared_feature
from liuke.predict.features.declared.telling import declarations, declared_in, states, unchanged

__all__ = ["DeclaredFeature", "all_features", "declarations", "declared_feature", "declared_in", "states", "unchanged"]
