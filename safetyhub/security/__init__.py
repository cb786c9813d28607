"""Headers, the content security policy, login protection, and the checks that stop a start with wrong settings.

Knows addresses by their prefix (/admin/) and nothing of entries, texts or people's roles. Imports only Django and libraries.
"""
