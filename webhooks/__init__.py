"""The outbound engine: what happened here, told to others, in order and at least once."""
