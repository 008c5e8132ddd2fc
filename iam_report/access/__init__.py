"""Who can do what: the decision engine over the principals of a snapshot."""
