"""Is the hub alive, and is it ready to serve? Two addresses for machines, and a doctor for people.

What is asked is the table READY_CHECKS, of dotted paths: nothing here knows what the hub publishes. Imports only Django.
"""
