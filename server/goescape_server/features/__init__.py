"""What the server can do: each module registers its handlers with ``register(server)``."""
