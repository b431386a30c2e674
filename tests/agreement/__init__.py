"""goescape against the compiler: what ``check --format gc`` prints is what ``go build -gcflags=-m`` prints."""
