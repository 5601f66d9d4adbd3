"""The base's own commands, one file per group. Doors: read what was asked, call one thing, say what came of it."""
