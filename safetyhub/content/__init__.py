"""What every entry of a section has in common: abstract fields and the public page views; and the texts of pages.

Knows no section. May import `safetyhub.publishing` and below.
"""
