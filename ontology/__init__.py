"""What may be said: node types, relations, value types and vocabularies.

Everything else in policygraph imports this package; it imports nothing of
ours. The declarations here are the one source from which ``make render``
writes the OWL ontology, the SHACL shapes, the JSON-LD context, the Neo4j
constraints and the reference page.
"""
