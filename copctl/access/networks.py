"""Which network a request came from: what limits are counted by."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

# A household or an office may have as much of IPv6 as this, and ask from all of it (RFC 6177, section 2).
_SITE_BITS = 56


def network_of(address: str) -> str:
    """The address itself for IPv4, the /56 that it is in for IPv6, the text as it is for anything else."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        site = int(found) >> (128 - _SITE_BITS) << (128 - _SITE_BITS)
        return f"{IPv6Address(site)}/{_SITE_BITS}"
    return str(found)
