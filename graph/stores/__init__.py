"""The two stores. Nothing outside this package names them but ``graph.store.open_store``.

``plan`` works out what a load changes, ``base`` is what both stores do alike,
``search`` is the one way of matching and ranking; ``oxigraph`` and ``neo4j``
write it down. Each driver is imported in its one file only.
"""
