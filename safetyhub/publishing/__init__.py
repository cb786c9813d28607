"""Who may change an entry, what it was, and since when it is public.

Here live parts and revisions, the one door for writes (`actions`), the reader of the public site, and the admin bases that
every section builds on. No section is named here: entries are found by type. May import `safetyhub.locales` and below.
"""
