"""Campaigns: experiments that the workspace's own treatments hold, read from its tables as of the day of assignment."""

from liuke.predict.uplift.campaign.ask import Ask
from liuke.predict.uplift.campaign.learn import Answer, learn
from liuke.predict.uplift.campaign.material import Material
from liuke.predict.uplift.campaign.of_run import keep_uplift

__all__ = ["Answer", "Ask", "Material", "keep_uplift", "learn"]
