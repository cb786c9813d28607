"""Is the hub alive, and is it ready to serve? A doctor for people, and what they are told when the database is gone.

What is asked is the table READY_CHECKS, of dotted paths: nothing here knows what the hub publishes. Imports only Django.
"""
