"""Reviewers that are agents: a role reads the snapshot through tools and speaks through three of them."""
