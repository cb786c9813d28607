"""Several real processes at one database: nothing acknowledged is lost, nothing is torn, nobody hears of locks.

Here live the processes (`crew`), what each of them does (`jobs`), and the races. Run on every database (marker `races`).
"""
