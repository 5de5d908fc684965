"""The service clock: working time between two moments, as the business keeps hours."""

from liuke.measure.service.clock import add_working_seconds, paused_seconds
from liuke.measure.service.hours import BusinessHours, business_hours

__all__ = ["BusinessHours", "add_working_seconds", "business_hours", "paused_seconds"]
