"""The house: wiring only (settings, addresses, sitemaps, WSGI) and the views that compose sections into pages.

Each room below is a package with a sign of its own. This package is not an installed app and holds no models.
"""
