"""Print the command in the Nth `sh` block of README, as one line."""

import re
import sys
from pathlib import Path

blocks = re.findall(r"```sh\n(.*?)```", Path("README.md").read_text(encoding="utf-8"), re.DOTALL)
print(" ".join(line.rstrip("\\").strip() for line in blocks[int(sys.argv[1]) - 1].strip().splitlines()))
