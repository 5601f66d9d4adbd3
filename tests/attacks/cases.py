"""Every attack there is."""

import catalogue
import free_form
import rewriting

ATTACKS = [*free_form.ATTACKS, *catalogue.ATTACKS, *rewriting.ATTACKS]
LIMITED = catalogue.LIMITED
"""Documented limits: not held, and told as such."""
