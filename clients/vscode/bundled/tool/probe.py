"""Tell the extension what this interpreter is; prints one JSON object on standard output.

Argument: the folder of the bundled libraries. "problem" is "" where the interpreter can run the bundled
server, else one line that says why not. Kept to syntax that old interpreters understand, so that they can
say that they are old.
"""

# ruff: noqa: UP031 - old interpreters have to understand this file

import json
import sys
import sysconfig

MINIMUM = (3, 10)


def problem(libraries):
    if sys.version_info[:2] < MINIMUM:
        return "it is Python %d.%d, and %d.%d or later is needed" % (tuple(sys.version_info[:2]) + MINIMUM)
    sys.path.insert(0, libraries)
    try:
        import tree_sitter
        import tree_sitter_go

        tree_sitter.Language(tree_sitter_go.language())
    except ImportError as error:
        return "it cannot load the bundled server: %s" % error
    return ""


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "executable": sys.executable,
                "version": ".".join(map(str, sys.version_info[:3])),
                "scripts": sysconfig.get_path("scripts"),
                "problem": problem(sys.argv[1]),
            }
        )
    )
