"""Answers questions about a tree of files: one case a line, [question, folder, root, argument, ...]; `$` stands for the folder."""

import glob
import json
import os
import sys
from pathlib import Path


def attempt(call):
    try:
        return call()
    except (ValueError, NotImplementedError):
        return "ValueError"
    except OSError as error:
        return type(error).__name__


def globbed(root, pattern, recursive, hidden):
    return sorted(set(glob.glob(pattern, root_dir=root, recursive=recursive, include_hidden=hidden)))


def path_globbed(root, pattern, case, links):
    return sorted(set(map(str, Path(root).glob(pattern, case_sensitive=case, recurse_symlinks=links))))


def walked(root, top_down, follow):
    return sorted([folder, sorted(folders), sorted(files)] for folder, folders, files in os.walk(root, top_down, None, follow))


def path_walked(root, top_down, follow):
    steps = Path(root).walk(top_down=top_down, follow_symlinks=follow)
    return sorted([str(folder), sorted(folders), sorted(files)] for folder, folders, files in steps)


def facts(root, name):
    path = os.path.join(root, name)
    p = Path(root, name)
    return [
        os.path.exists(path),
        os.path.isfile(path),
        os.path.isdir(path),
        os.path.islink(path),
        os.path.ismount(path),
        attempt(lambda: os.path.getsize(path)),
        attempt(lambda: os.path.samefile(path, root)),
        attempt(lambda: os.readlink(path)),
        attempt(lambda: sorted(os.listdir(path))),
        attempt(lambda: sorted([e.name, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e.is_dir(follow_symlinks=False)] for e in os.scandir(path))),
        attempt(p.exists),
        attempt(lambda: p.exists(follow_symlinks=False)),
        attempt(p.is_dir),
        attempt(p.is_file),
        attempt(p.is_symlink),
        attempt(p.is_mount),
        attempt(p.is_fifo),
        attempt(p.is_socket),
        attempt(p.is_char_device),
        attempt(p.is_block_device),
        attempt(lambda: str(p.resolve())),
        attempt(lambda: sorted(map(str, p.iterdir()))),
        attempt(lambda: str(p.readlink())),
    ]


QUESTIONS = {
    "glob": globbed,
    "pathGlob": path_globbed,
    "walk": walked,
    "pathWalk": path_walked,
    "facts": facts,
}

for line in sys.stdin:
    question, folder, root, *arguments = json.loads(line)
    answer = attempt(lambda: QUESTIONS[question](root, *arguments))
    print(json.dumps(answer).replace(folder, "$"))
