"""Text to facts: formats, structure, extractors, and the pipeline that joins them."""
