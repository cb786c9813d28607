"""The baked site: every public page as files, made from live pointers, verified, swapped in whole, served before Django.

What a page says is not decided here: the pages are rendered by their own views, at the addresses that a setting names.
Imports `publishing` and `locales`; never a section.
"""
