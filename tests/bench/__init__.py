"""`make bench`: figures, not tests. What must hold is asserted elsewhere as numbers of queries; time is compared here."""
