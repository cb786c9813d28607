"""Is the hub alive, and is it ready to serve? Two addresses for machines; nothing here knows what the hub publishes.

Imports only Django.
"""
