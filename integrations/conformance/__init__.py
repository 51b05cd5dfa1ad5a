"""Golden requests to hold any host against; shares no line with the dialects that we serve."""
