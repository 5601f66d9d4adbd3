"""Plain frozen records that every room shares. No vendor, no input or output."""
