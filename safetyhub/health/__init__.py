"""Is the hub alive, and is it ready to serve? A doctor for people, and what they are told when the database is gone.

What is asked is the table READY_CHECKS, of dotted paths: nothing here knows what the hub publishes. Imports Django, and
from `security` what of a form may be kept on a page.
"""
