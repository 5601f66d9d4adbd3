"""Plain frozen records of the review loop. No vendor, no input or output."""
