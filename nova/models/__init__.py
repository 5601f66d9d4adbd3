"""Adapters to language models. The one that talks to an endpoint runs in a process of its own."""
