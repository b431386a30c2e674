"""The syntax tree and the places of messages in it, held against the compiler and against go/parser."""
