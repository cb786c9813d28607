"""Where people find help: organisations and helplines, everywhere or in their market.

May import `partners` (a resource is run by an organisation), `safetyhub.content` and below; never `council`.
"""
