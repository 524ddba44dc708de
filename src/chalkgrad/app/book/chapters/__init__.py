"""Chapters: each file has ``PLACE`` (where it stands), ``TITLE`` and ``write(edition)``, which yields its blocks."""
