"""Repositories of the copy's Git server."""

import base64
import os
import pathlib
import subprocess
import tempfile


def push(values, name, files):
    """A bare repository in the server's folder, and one commit of these files through HTTP with the password."""
    bare = pathlib.Path(values["git_root"]) / f"{name}.git"
    login = base64.b64encode(f"git:{values['git_password']}".encode()).decode()
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}", "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    for who in ["AUTHOR", "COMMITTER"]:
        settings.update({f"GIT_{who}_NAME": "check", f"GIT_{who}_EMAIL": "check@example.com"})

    def git(*words):
        done = subprocess.run(["git", *words], env={**os.environ, **settings}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr.strip()
        return done.stdout.strip()

    if not bare.exists():
        git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    with tempfile.TemporaryDirectory() as work:
        git("init", "--quiet", "--initial-branch=main", work)
        for path, text in files.items():
            target = pathlib.Path(work, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        git("-C", work, "add", "-A")
        git("-C", work, "commit", "--quiet", "-m", "Add the files")
        git("-C", work, "push", "--quiet", "--force", f"{values['git']}/{name}.git", "main")
        return git("-C", work, "rev-parse", "HEAD")
