"""Advisory councils, the people who advise, and who sits where, since when, in which role.

May import `partners` (affiliations refer to organisations), `safetyhub.content` and below; never `resources`.
"""
