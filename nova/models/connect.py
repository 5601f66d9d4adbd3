"""From settings to a model, or to the word what to set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from nova.errors import NoModel
from nova.models.apart import ApartModel
from nova.models.settings import ModelSettings


def connect(settings: ModelSettings, environment: Mapping[str, str]) -> ApartModel | None:
    """None: the engine is offline. Raises NoModel when a key is needed and its variable is empty.

    A server that is not Anthropic's may need no key; it is sent the word `none` as one.
    """
    if settings.engine == "offline":
        return None
    key = environment.get(settings.key_variable, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise NoModel(f"{settings.key_variable} holds characters that no key has; set it again")
    if not key and _is_anthropics(settings.base_url):
        raise NoModel(f"{settings.key_variable} is not set, and models.engine is \"{settings.engine}\": export "
                      f"{settings.key_variable}, or work without a model with NOVA_MODELS__ENGINE=offline")
    return ApartModel(settings, environment)


@contextmanager
def connected(settings: ModelSettings, environment: Mapping[str, str]) -> Iterator[ApartModel | None]:
    """`connect`, with the process behind it gone at the end of the block."""
    model = connect(settings, environment)
    if model is None:
        yield None
    else:
        with model:
            yield model


def _is_anthropics(base_url: str | None) -> bool:
    host = urlsplit(base_url).hostname if base_url else None
    return host is None or host == "anthropic.com" or host.endswith(".anthropic.com")
