"""Which addresses web push may use: public push services and the operator's hosts, no internal machines (RFC 8030)."""

import ipaddress
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

HTTPS = 443


def may_be_asked(address: str, hosts: Collection[str]) -> bool:
    """Whether the service may send to this address: https on port 443, and no private IP address.

    `hosts` ("127.0.0.1:9000") are always allowed. Host names are resolved and checked again when something is sent.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if parts.netloc in hosts:
        return True
    return parts.scheme == "https" and port in (None, HTTPS) and "@" not in parts.netloc and _is_open(parts)


def is_public(number: str) -> bool:
    """Whether an IP address is public."""
    try:
        found = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


def _is_open(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.rstrip(".").endswith((".local", ".internal", ".localhost"))
    return is_public(host)
