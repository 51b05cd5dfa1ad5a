"""The changes of orders in one sequence that no reader misses anything of."""
