"""Questions that learners ask, one a file: ``NAME``, ``ABOUT`` and ``answer(asked)``; ``EXAMPLE`` if it has its "
"own."""
