"""Data, training loop, runs: from a model and a table to a network that predicts.

``fit`` trains on arrays, ``table_session`` on a CSV file, ``load`` reads a run folder.
"""
