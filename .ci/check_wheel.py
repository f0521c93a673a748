"""Check what a wheel holds: templates, data and fonts in, no database, no tests."""

import sys
import zipfile

names = zipfile.ZipFile(sys.argv[1]).namelist()
wanted = [
    "copctl/cli/main.py",
    "copctl/store/migrations/versions/0001_first_tables.py",
    "copctl/_bundled/templates/newsletter/magazine.html",
    "copctl/_bundled/templates/invitation/members.html",
    "copctl/_bundled/templates/survey/paper.html",
    "copctl/_bundled/templates/portal/home.html",
    "copctl/_bundled/templates/portal/frames/folder.html",
    "copctl/_bundled/templates/access/sign_in.txt",
    "copctl/_bundled/data/web/portal.css",
    "copctl/_bundled/data/mail_clients.json",
    "copctl/_bundled/data/surveys/topics.md",
    "copctl/_bundled/data/demo/members.jsonl",
    "copctl/_bundled/data/demo/quarter.txt",
    "copctl/_bundled/data/locales/copctl.pot",
    "copctl/_bundled/data/locales/km.po",
    "copctl/_bundled/templates/newsletter/issue.typ",
    "copctl/_bundled/data/fonts/NotoSans-Regular.ttf",
    "copctl/_bundled/data/fonts/NotoSansKhmer-Bold.ttf",
    "copctl/_bundled/data/fonts/OFL.txt",
]
missing = [name for name in wanted if name not in names]
stray = [n for n in names if n.endswith((".db", ".db-wal", ".db-shm", ".sqlite")) or n.startswith("tests/")]
if missing or stray:
    sys.exit(f"the wheel lacks {missing} and should not hold {stray}")
print(f"{len(names)} files, templates, data and fonts in, no database")
