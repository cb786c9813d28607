"""Faults, on purpose, below real processes: visitors see the site whatever happens, and no acknowledged save is lost.

Here live what breaks (`proxy`, `disk`), the processes (`hub`), and those who use them (`visitors`, `clerk`). Run on every
database (marker `faults`).
"""
