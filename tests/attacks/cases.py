"""Every attack there is."""

import catalogue
import free_form

ATTACKS = [*free_form.ATTACKS, *catalogue.ATTACKS]
LIMITED = catalogue.LIMITED
"""Documented limits: not held, and told as such."""
