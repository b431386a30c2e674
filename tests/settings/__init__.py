"""What an editor's settings become."""
