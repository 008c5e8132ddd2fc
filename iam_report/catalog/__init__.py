"""Facts that others change: dated data and look-ups, no judgement."""
