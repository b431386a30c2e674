"""The marker harness: annotated Go fixtures, held against what says something about them."""
