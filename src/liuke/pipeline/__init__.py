"""The main job: the loop, stage by stage, from received files to a published run."""

from liuke.pipeline.loop import run_pipeline

__all__ = ["run_pipeline"]
