"""Named mistakes, one file each, found by walking this folder.

A file defines ``name``, ``words`` (one sentence for the list of mistakes) and ``slips(case, site)``, which yields
what the derived name ``site`` would be if the mistake had been made in its equation, and only there. A mistake with an
unknown constant in it defines ``fitted(case, site, given)`` instead, which chooses the constant by the given numbers.
"""
