"""The benchmarks, one file each, found by walking this folder.

A file defines ``question`` (one sentence) and ``run(options) -> Report``. Its name is the benchmark's name. Every
number is measured when the benchmark runs; a rival that is not installed gives no number.
"""
