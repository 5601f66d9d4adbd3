"""What the reviewer raises on purpose.

NovaError
└── ReviewerError
    ├── OperationDeclined     the change would not be right here; becomes the disposition `refused`
    ├── DraftingFailed        a codemod crashed, hung or wrote something that does not parse
    ├── RunOutdated           a review that was cut off would draft something else now
    └── ProposalConflict      the base moved in a way that the answer does not cover
"""

from __future__ import annotations

from nova.errors import NovaError, Refused


class ReviewerError(NovaError):
    """Base of the reviewer's own errors."""


class OperationDeclined(ReviewerError):
    """An operation looked at the code and says the change would not be right. The message is for a person."""


class DraftingFailed(ReviewerError):
    """A codemod crashed, ran out of time or produced text that does not parse."""


class ProposalConflict(Refused):
    """The base moved and the recipe now gives another patch, or none."""


class RunOutdated(ReviewerError):
    """A review that was cut off would draft something else now; it is given up and begun anew."""
