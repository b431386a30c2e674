"""What the run-time dictionary of an instance holds, word by word.

A generic function has one layout for all its instances, and so have the methods of a generic type together. It is found
in the text of the bodies, in the order in which the compiler writes them down.
"""
