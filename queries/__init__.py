"""The questions: their catalogue, and the runner that answers them from either store."""
