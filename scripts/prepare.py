"""Make .venv and install the pinned requirements in it, unless that is done: `python3 scripts/prepare.py FILE`.

Runs under the system's Python, which may be any: it turns old ones away in one line instead of a syntax error, so
this file keeps to a syntax that they understand.
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def stop(message):
    sys.exit("safetyhub: " + message)


def say(message):
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def check_python():
    if sys.version_info < OLDEST:
        found = "{}.{}".format(*sys.version_info[:2])
        stop(
            "needs Python 3.11 or newer, and this is {}. Name another one: make run PYTHON=python3.12".format(
                found
            )
        )


def works(python):
    return (
        os.path.exists(python)
        and subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0
    )


def make_venv():
    try:
        import ensurepip  # noqa: F401  (Debian ships venv without it)
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv")
    say("Making .venv ...")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        stop("could not make .venv, see above.")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def install(name):
    """Install the requirements of a file if they are not those that were installed last."""
    path = os.path.join(ROOT, name)
    stamp = os.path.join(VENV, name + ".installed")
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == digest(path):
                return
    say("Installing {} ...".format(name))
    # Errors only (-qq): a mirror in somebody's pip configuration can fill the screen with warnings.
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    pip += ["--require-hashes", "-r", path]
    if subprocess.call(pip) != 0:
        stop("could not install {}, see above.".format(name))
    with open(stamp, "w") as file:
        file.write(digest(path))


def main():
    check_python()
    if not works(PYTHON):
        make_venv()
    install(sys.argv[1])


if __name__ == "__main__":
    main()
