"""Proof: what is checked before a person spends a minute."""
