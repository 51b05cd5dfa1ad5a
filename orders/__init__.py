"""The domain: orders, packages, stock and invoices, and the native API over them."""
