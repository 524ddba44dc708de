"""Routes to taught results. A folder is a result, with its ``GOAL``; a file in it is a route: ``TITLE``, ``PLACE``
(in the order of teaching) and ``PARTS``, the chains as they are written on a board."""
