"""The incremental store: what is built again after an edit, and what is not."""
