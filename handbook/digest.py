"""BLAKE2b, without what `hashlib` brings along."""

from __future__ import annotations

try:
    # hashlib loads OpenSSL, 4 MB of it, on the way to the same function.
    from _blake2 import blake2b
except ImportError:
    # Another Python than CPython.
    from hashlib import blake2b

__all__ = ["blake2b"]
