"""The hidden stamp of the request form."""

from clinic.stamp import Stamps

_stamps = Stamps("booking.submission")
new_stamp, renewed, read_stamp = _stamps.new, _stamps.renewed, _stamps.read
