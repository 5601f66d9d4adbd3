"""One file per chat tool, found as `TOOL`."""
