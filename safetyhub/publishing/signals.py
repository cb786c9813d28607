"""What this room announces to the rooms above it. Sent inside the transaction; use `on_commit` for effects outside."""

from django.dispatch import Signal

# A part's live pointer moved. sender: the entry's model; part: Part; before: Revision that was live, or None; revision:
# Revision that is live now, or None when it was taken down.
live_moved = Signal()

# A submission took a step. sender: Part; part: Part, as it is after it; transition: Transition, the line of the log.
transitioned = Signal()

# Somebody said something in a thread. sender: Thread; thread: Thread; note: Note.
noted = Signal()

# A tick has done what was due in this room. sender: None; now: the moment that counts as now. A receiver that fails is
# logged, and ends nothing.
ticked = Signal()
