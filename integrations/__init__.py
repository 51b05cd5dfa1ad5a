"""Everyone else's words: the hub, the point of sale, the partners' dialects and their tokens."""
