"""CPU seconds of rope's own rename. Run by a Python that has rope, with ROOT PATH OFFSET NEW; prints JSON.

rope is LGPL and no part of Nova: it is used as an installed tool, in an environment of its own.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    from rope.base.project import Project
    from rope.refactor.rename import Rename

    root, path, offset, new = sys.argv[1:]
    project = Project(root, ropefolder=None)
    try:
        before = os.times()
        changes = Rename(project, project.get_resource(path), int(offset)).get_changes(new)
        after = os.times()
        print(json.dumps({"seconds": round(sum(after[:2]) - sum(before[:2]), 3), "files": len(changes.changes)}))
    finally:
        project.close()


if __name__ == "__main__":
    main()
