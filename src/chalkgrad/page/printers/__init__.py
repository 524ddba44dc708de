"""The formats: one file each, with a ``PRINTER``."""
