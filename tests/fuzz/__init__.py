"""Throws at the site what no browser would send: ``make fuzz``.

Whatever comes, it is answered in words below 500 and leaves no traceback in the log. Every case
follows from the seed and its number alone, so that one that found something can be thrown again.
"""
