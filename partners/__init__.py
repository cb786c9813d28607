"""Organisations that the platform works with, and the programs that it runs with them.

Resources and councils refer to organisations, so this room may not know either of them. May import `safetyhub.content`
and below.
"""
