"""To which addresses a connection may go: to none that only this machine or its cloud answers.

A name can lead anywhere, and elsewhere a moment later. So it is resolved once, each of its
addresses is looked at, and the connection goes to one of those that were looked at.
"""

from __future__ import annotations

import ipaddress
import socket

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds tell a machine its secrets, besides 169.254.0.0/16, which is link-local.
_METADATA = {
    ipaddress.ip_address(each) for each in ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")
}


class ClosedError(httpcore.ConnectError):
    """A host leads to an address that is never asked."""


def is_closed(host: str, *, allows_loopback: bool = False) -> bool:
    """Whether a host is such an address; a name is not one, whatever it leads to."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return _is_closed(address, allows_loopback=allows_loopback)


def addresses(
    host: str, port: int, *, allows_loopback: bool, only_public: bool = False
) -> list[str]:
    """The addresses that a host has now; `only_public` are those of the internet.

    Raises:
        httpcore.ConnectError: it has none.
        ClosedError: one of them is such that no connection may go there.
    """
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} has no address: {error}") from error
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for each in found:
        is_within = only_public and not ipaddress.ip_address(each.partition("%")[0]).is_global
        if is_within or is_closed(each, allows_loopback=allows_loopback):
            raise ClosedError(f"{host} leads to {each}, which is never asked")
    return found


def _is_closed(address: Address, *, allows_loopback: bool) -> bool:
    inner = _inner(address)
    if inner is not None and _is_closed(inner, allows_loopback=allows_loopback):
        return True
    if address.is_loopback:
        return not allows_loopback
    is_special = address.is_link_local or address.is_multicast or address.is_unspecified
    return is_special or address in _METADATA


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The older address that a newer one only wraps."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
