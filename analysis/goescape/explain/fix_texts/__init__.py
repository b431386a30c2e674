"""The texts about fixes, a module a language."""
