"""Follow the guide for a Debian server in an empty root: `python3 deploy/try/debian.py FOLDER`.

The commands are those of docs/deploy.md. Only systemctl and certbot are replaced (systemctl.py, certbot.sh). It needs
root, debootstrap, a network, and the ports 80 and 443.
"""

import re
import shutil
import sys
from pathlib import Path

from guide import ACCOUNT, HOST, commands, publish
from roots import REPOSITORY, base, copy, shell


def main(work):
    work = Path(work).absolute()
    root = copy(base(work), work / "debian")
    for name, file in {"systemctl": "systemctl.py", "certbot": "certbot.sh"}.items():
        shutil.copy(REPOSITORY / "deploy" / "try" / file, root / "usr/local/bin" / name)
        (root / "usr/local/bin" / name).chmod(0o755)
    shutil.copy(REPOSITORY / "deploy" / "try" / "check.py", root / "usr/local/bin/check.py")
    publish(root / "source")
    guide = commands("On a Debian server", "/source")
    # A server has systemd, and its packages start PostgreSQL.
    before = "apt-get update -qq; apt-get install -qq --yes systemd >/dev/null"
    after = f"python3 /usr/local/bin/check.py {HOST} /etc/nginx/tls/fullchain.pem systemctl restart registry-web"
    packages = r"PATH=/usr/sbin:/usr/bin:/sbin:/bin \1 >/dev/null; systemctl start postgresql"
    guide = re.sub(r"(?m)^(apt-get install .* postgresql.*)$", packages, guide)
    shell(root, "\n".join([before, "set -x", guide, after]), **ACCOUNT)


if __name__ == "__main__":
    main(*sys.argv[1:])
