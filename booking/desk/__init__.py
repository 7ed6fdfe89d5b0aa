"""Requests at the clinic desk: the list, one request, and the acts."""
