"""A small disk of its own for the releases, so that it can be really full."""

import os
import shutil
import subprocess
from pathlib import Path

SIZE = 24  # MiB


class Disk:
    """A file system in memory, which only root may mount."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.filler = folder, folder / "filler"
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", folder]
        self.is_mounted = subprocess.run(command, capture_output=True).returncode == 0

    def fill(self, *, leaving: int) -> None:
        """But for so many bytes."""
        free = shutil.disk_usage(self.folder).free
        with self.filler.open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), free - leaving)

    def free(self) -> None:
        self.filler.unlink()

    def close(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
