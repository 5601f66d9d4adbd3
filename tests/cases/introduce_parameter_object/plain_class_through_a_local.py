# with: {"path": "gz.py", "function": "gunzip", "parameters": ["data", "max_size"], "holder": "GunzipParams", "parameter": "params", "form": "plain", "local": "params"}
# file: gz.py
from __future__ import annotations


def gunzip(data: bytes, *, max_size: int = 0) -> bytes:
    """Unpack."""
    if max_size and len(data) > max_size:
        raise ValueError(f"more than {max_size} B")
    return [data for data in (data,)][0]
# file: use.py
from gz import gunzip


def body(response, size):
    try:
        return gunzip(response.body, max_size=size)
    except ValueError:
        return None


def text(path):
    text = gunzip(path.read_bytes())
    return [gunzip(one.body) for one in text] + open(gunzip(path.read_bytes()))
# file: test_gz.py
import unittest

import gz


class T(unittest.TestCase):
    def test(self):
        self.assertRaises(OSError, gz.gunzip, b"a", max_size=1)
# becomes
# file: gz.py
from __future__ import annotations


class GunzipParams:
    """What `gunzip` works on."""

    def __init__(self, data: bytes, max_size: int = 0) -> None:
        self.data = data
        self.max_size = max_size


def gunzip(params: GunzipParams) -> bytes:
    """Unpack."""
    if params.max_size and len(params.data) > params.max_size:
        raise ValueError(f"more than {params.max_size} B")
    return [data for data in (params.data,)][0]
# file: use.py
from gz import GunzipParams, gunzip


def body(response, size):
    try:
        params = GunzipParams(response.body, max_size=size)
        return gunzip(params)
    except ValueError:
        return None


def text(path):
    params = GunzipParams(path.read_bytes())
    text = gunzip(params)
    return [gunzip(GunzipParams(one.body)) for one in text] + open(gunzip(GunzipParams(path.read_bytes())))
# file: test_gz.py
import unittest

import gz


class T(unittest.TestCase):
    def test(self):
        params = gz.GunzipParams(b"a", max_size=1)
        self.assertRaises(OSError, gz.gunzip, params)
