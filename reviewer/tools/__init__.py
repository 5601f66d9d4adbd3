"""What the reviewer adds to a chat: one tool per file, found as `TOOL`."""
