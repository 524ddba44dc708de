"""One named warning per file: ``NAME``, ``ABOUT`` and ``look(evidence)``, which yields what it finds."""
