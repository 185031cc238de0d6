"""A read-only SPARQL 1.1 endpoint over the graph, with pages for people and descriptions for machines."""
