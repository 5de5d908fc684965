"""Segment: who the customers are, by recency, frequency and money, and by stage of life."""

from liuke.segment.rfm import SEGMENTS, Segment, rfm
from liuke.segment.stages import STAGES, Stage, stage_changes, stage_flow, stages

__all__ = ["SEGMENTS", "STAGES", "Segment", "Stage", "rfm", "stage_changes", "stage_flow", "stages"]
