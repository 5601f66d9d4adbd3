"""The loop: findings become proven proposals, a person answers, and the answer holds."""
