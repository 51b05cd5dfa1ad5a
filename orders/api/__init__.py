"""The native API: what Akinon's clients read, and the commands that they may give."""
