"""The content that a new hub starts with, as data (one JSON file per kind), and the loader that puts it in.

`files` reads and has no Django in it; `loader` writes, through the door only. Sections are named by kind, never imported.
"""
