"""Questions that learners ask, one per file: ``NAME``, ``ABOUT`` and ``answer(asked)``; ``EXAMPLE`` if it has its own."""
