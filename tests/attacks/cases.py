"""Every attack there is."""

import free_form

ATTACKS = [*free_form.ATTACKS]
