"""The fixes, one module each, as `catalogue.FINDERS` has them; and what one fix alone needs."""
