"""What is kept of a module's code between analyses is what a look at it from the start would find."""
