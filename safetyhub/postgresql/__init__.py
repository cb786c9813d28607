"""Django's PostgreSQL, with an end to waiting: what a server that hangs does not answer is an error, and not a thread less.

Knows nothing of the hub. Imports only Django and psycopg.
"""
