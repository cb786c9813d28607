"""Which languages, chains, markets and regional versions (locales) exist, what they are called, and how an address
finds one. Nothing here knows an entry, a text or a page: what is shown in a locale is decided in publishing and above.
Imports only Django, Babel and this room; permissions are asked of Django's groups, never of publishing.
"""
