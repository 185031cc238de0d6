"""The graph as files for other programs."""
