"""The point of sale: it is told of every dispatch, in the words of Uniware's POS page."""
