"""Demonstration content in any quantity: every language, with gaps, variants and market limits. For development only.

`words` and `values` make data up from the models' own declarations; `bulk` writes it; `build` says how much of what.
"""
