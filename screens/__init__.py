"""The pages of the app, one a file. No Cypher and no SPARQL here."""
