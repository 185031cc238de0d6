"""Extractors: each reports what the text says and at which lines, and resolves nothing."""
