"""Drawings of answers: pure functions from rows to data for a chart. No screen, no store."""

from drawings.answers import draw
from drawings.drawing import Drawing, Mark

__all__ = ["Drawing", "Mark", "draw"]
