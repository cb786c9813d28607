"""Headers, the content security policy, login protection, what people are told when something of theirs is refused, and the
checks that stop a start with wrong settings.

Knows addresses by their prefix (/admin/) and nothing of entries, texts or people's roles. Imports only Django and libraries.
"""
