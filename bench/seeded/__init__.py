"""Edits made by chance with a fixed seed, and the judges of what they did, which know nothing of the verifier's."""
