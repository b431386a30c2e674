"""What is done to whole functions between lowering and escape analysis, and what is asked about them there."""
