"""Commands of ``policygraph`` that are kept beside ``cli``, one family a file."""
