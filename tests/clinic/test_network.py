"""Where a request comes from, as the proxies we trust tell it."""

import pytest

from clinic.network import address_of, network_of


@pytest.mark.parametrize(
    ("proxies", "meta", "network"),
    [
        (0, {"REMOTE_ADDR": "203.0.113.9"}, "203.0.113.0/24"),
        (0, {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}, "203.0.113.0/24"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2::9"}, "2001:db8:1::/48"),
        (0, {"REMOTE_ADDR": "::ffff:203.0.113.9"}, "203.0.113.0/24"),
        (0, {"REMOTE_ADDR": ""}, ""),
        (1, {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, 8.8.8.8"}, "8.8.8.0/24"),
        (2, {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, 8.8.8.8"}, "9.9.9.0/24"),
        (3, {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}, "9.9.9.0/24"),
        (1, {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "nonsense"}, ""),
        (1, {"REMOTE_ADDR": "10.0.0.1"}, ""),
    ],
)
def test_the_network_is_told_by_the_proxies_we_trust(rf, settings, proxies, meta, network):
    settings.TRUSTED_PROXIES = proxies
    assert network_of(rf.get("/book/", **meta)) == network


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::"),
        ("", None),
        ("nonsense", None),
    ],
)
def test_tries_at_the_desk_are_counted_by_the_line(rf, settings, seen, address):
    settings.TRUSTED_PROXIES = 0
    assert address_of(rf.get("/admin/", REMOTE_ADDR=seen)) == address
