"""What is said and where it is kept: facts with their evidence, ids, resolution, and the two stores."""
