"""Where a letterbox may lie: at a push service in the open, or where the operator says; nowhere inside (RFC 8030)."""

import ipaddress
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

HTTPS = 443


def may_be_asked(address: str, hosts: Collection[str]) -> bool:
    """Whether the service may send to this address: https at its own port, no machine of a closed network by number.

    `hosts` ("127.0.0.1:9000") are taken as they are. A name is looked up again, and judged, when something is sent.
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
    """Whether an IP number is one of the public's."""
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
