"""Facts about networks and their functions, one per file: ``NAME``, ``ABOUT``, ``NEEDS_MODEL``, ``prove(model)``."""
