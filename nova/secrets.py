"""The one filter that every exit passes: prompts, traces, logs, bodies of pull requests."""

from __future__ import annotations
