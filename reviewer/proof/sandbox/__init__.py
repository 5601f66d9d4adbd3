"""Where a project's code runs: no network, no home, no secrets, and an end."""
