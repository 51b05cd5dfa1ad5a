"""What follows from an order's rows, worked out once: every teller asks here and adds its words."""
