"""Long work, cut into parts: it goes on where it was, can be stopped, and keeps what came of it."""
