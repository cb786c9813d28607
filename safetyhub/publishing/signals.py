"""What this room announces to the rooms above it. Sent inside the transaction; use `on_commit` for effects outside."""

from django.dispatch import Signal

# A part's live pointer moved. sender: the entry's model; part: Part; revision: Revision, or None when it was taken down.
live_moved = Signal()
