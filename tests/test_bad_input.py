"""Bad input, walked through: two lines on stderr, the right exit code, and the store as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Copctl, Result, run

REFUSED, USAGE, NOT_FOUND, STORE = 1, 2, 3, 4


def dump(store: Path = Path("community.db")) -> str:
    """All that a store holds, as SQL."""
    connection = sqlite3.connect(store)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def assert_two_lines(result: Result, code: int) -> None:
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 2, result.stderr
    assert lines[0].startswith("Error: ")
    assert lines[1].startswith("Try: ")
    assert len(lines[0]) > len("Error: ")
    assert len(lines[1]) > len("Try: ")


@dataclass(frozen=True)
class Case:
    """What to type, what it says (a part of it), and the exit code."""

    name: str
    arguments: tuple[str, ...]
    code: int
    says: str
    # Makes the file FILE, or whatever else the case needs, in the community's folder.
    given: Callable[[], object] = lambda: None


def file(content: bytes | str) -> Callable[[], object]:
    return lambda: Path("FILE").write_bytes(content.encode() if isinstance(content, str) else content)


IMPORT = ("member", "import", "FILE")
ADD = ("member", "add", "--name", "Ana", "--email", "ana@example.org")

FILES = [
    Case("missing file", IMPORT, NOT_FOUND, "There is no file FILE"),
    Case("directory", IMPORT, REFUSED, "FILE is a folder", lambda: Path("FILE").mkdir()),
    Case("empty file", IMPORT, REFUSED, "FILE is empty", file("")),
    Case("binary file", IMPORT, REFUSED, "binary file", file(bytes(range(256)))),
    Case("broken spreadsheet", IMPORT, REFUSED, "not a spreadsheet", file(b"PK\x03\x04junk")),
    Case("other encoding", IMPORT, REFUSED, "is not UTF-8 text", file("name,email\nJosé,j@example.org\n".encode("cp1252"))),
    Case("ragged rows", IMPORT, REFUSED, "line 3: it has 1 cells where the header has 2", file("name,email\nA,a@example.org\nB\n")),
    Case("no known column", IMPORT, REFUSED, "no column that copctl knows", file("a,b\n1,2\n")),
    Case("email twice", IMPORT, REFUSED, "line 3: A@example.org stands in line 2", file("name,email\nA,a@example.org\nB,A@example.org\n")),
    Case("unclosed quote", IMPORT, REFUSED, "is not a CSV file: line 2", file('name,email\nA,"a@example.org\n')),
    Case("day that does not exist in a file", IMPORT, REFUSED, "line 2: The date 2026-02-30 does not exist", file("name,email,joined_on\nA,a@example.org,2026-02-30\n")),
    Case("zone that does not exist in a file", IMPORT, REFUSED, "line 2: There is no time zone 'Mars'", file("name,email,timezone\nA,a@example.org,Mars\n")),
    Case("charter from a missing file", ("charter", "edit", "--from", "FILE"), NOT_FOUND, "There is no file FILE"),
    Case("charter with an unknown part", ("charter", "edit", "--from", "FILE"), REFUSED, "A charter has no part 'Budget'", file("## Budget\nnone\n")),
    Case("export to a place that cannot be", ("member", "export", "--out", "FILE/x.csv"), STORE, "could not be written", file("x")),
]  # fmt: skip

VALUES = [
    Case("day that does not exist", (*ADD, "--joined-on", "2026-02-30"), REFUSED, "The date 2026-02-30 does not exist."),
    Case("no day at all", (*ADD, "--joined-on", "soon"), USAGE, "'soon' is not a date."),
    Case("zone that does not exist", (*ADD, "--timezone", "Asia/Phnom_Pen"), REFUSED, "did you mean Asia/Phnom_Penh"),
    Case("no address", ("member", "add", "--name", "A", "--email", "nobody"), REFUSED, "'nobody' is not an email address"),
    Case("unknown country", (*ADD, "--country", "Cambodja"), REFUSED, "did you mean Cambodia?"),
    Case("unknown status", (*ADD, "--status", "happy"), REFUSED, "'happy' is no status."),
    Case("unknown level", (*ADD, "--expertise", "x:5"), REFUSED, "'5' is no level of expertise."),
    Case("topic without a level", (*ADD, "--expertise", "x"), REFUSED, "'x' has no level."),
    Case("unknown consent", (*ADD, "--consent", "everything"), REFUSED, "'everything' is no consent."),
    Case("unknown kind of evidence", (*ADD, "--evidence", "song: x"), REFUSED, "'song' is no kind of evidence."),
    Case("unknown language", (*ADD, "--languages", "khmer language"), REFUSED, "is no language code"),
    Case("hours that are none", (*ADD, "--hours-per-quarter", "-1"), REFUSED, "is not a number of hours"),
    Case("empty name", ("member", "add", "--name", " ", "--email", "a@example.org"), REFUSED, "The name is missing."),
    Case("address taken", ("member", "add", "--name", "B", "--email", "KNOWN@example.org"), REFUSED, "belongs to Known already"),
    Case("unknown member", ("member", "show", "Knwon"), NOT_FOUND, "did you mean"),
    Case("number too large", ("member", "show", "9" * 40), NOT_FOUND, "There is no member"),
    Case("unknown format", ("member", "list", "--format", "pdf"), USAGE, "There is no format 'pdf'."),
    Case("consent never given", ("member", "edit", "Known", "--withdraw", "recording"), NOT_FOUND, "has given no consent for recording"),
    Case("expertise not held", ("member", "edit", "Known", "--drop-expertise", "y"), NOT_FOUND, "There is no topic 'y'."),
    Case("nothing to change", ("member", "edit", "Known"), USAGE, "Nothing to change was named."),
    Case("name cannot be emptied", ("member", "edit", "Known", "--name", ""), REFUSED, "The name cannot be empty."),
    Case("organisation twice", ("organisation", "add", "ORG"), REFUSED, "There already is an organisation ORG."),
    Case("unknown version of the charter", ("charter", "show", "--version", "7"), NOT_FOUND, "There is no version 7"),
    Case("charter that says so already", ("charter", "edit", "--cadence", "every three months"), REFUSED, "says that already"),
    Case("unknown command", ("membr",), USAGE, "Did you mean 'member'?"),
    Case("unknown subcommand", ("member", "lst"), USAGE, "Did you mean 'list'?"),
    Case("unknown option", ("member", "list", "--colour"), USAGE, "No such option: --colour"),
    Case("missing argument", ("member", "show"), USAGE, "Missing argument"),
    Case("missing value", ("member", "add", "--no-input"), USAGE, "--name is missing."),
    Case("missing value of an organisation", ("--no-input", "organisation", "add"), USAGE, "NAME is missing."),
    Case("nobody to open an editor for", ("charter", "edit"), USAGE, "There is nothing to change."),
    Case("community here already", ("init", ".", "--name", "x"), REFUSED, "already holds a community"),
]  # fmt: skip


def broken_template() -> None:
    """An override of a shipped template with a mistake in its second line, and an issue to render."""
    Path("templates/newsletter").mkdir(parents=True)
    Path("templates/newsletter/magazine.html").write_text("<h1>Hello</h1>\n{% if %}\n")
    run("newsletter", "draft", "2026Q4")


def a_survey() -> None:
    Path("answers.csv").write_text("Which topics?\nStories;Data\nData;Stories\nStories\n")
    run("survey", "import", "interest", "answers.csv", "--infer")


def a_ragged_survey() -> None:
    a_survey()
    Path("ragged.csv").write_text("Which topics?,Why?\nStories,because,and,more\n")


# What the rooms refuse, typed in a community that has one member, `Known`, and one organisation, `Org`.
ROOMS = [
    Case("unknown survey", ("survey", "tally", "intrest"), NOT_FOUND, "There is no survey 'intrest'."),
    Case("unknown survey to import into", ("survey", "import", "nowhere", "answers.csv"), NOT_FOUND, "no survey", a_survey),
    Case("survey file that is missing", ("survey", "new", "x", "--from", "gone.md"), NOT_FOUND, "There is no file"),
    Case("ragged answers", ("survey", "import", "interest", "ragged.csv"), REFUSED, "ragged.csv", a_ragged_survey),
    Case("unknown question", ("survey", "tally", "interest", "--question", "colour"), NOT_FOUND, "colour", a_survey),
    Case("unknown rule", ("survey", "tally", "interest", "--rule", "bora"), USAGE, "There is no rule 'bora'.", a_survey),
    Case("unknown segment", ("survey", "tally", "interest", "--by", "shoes"), USAGE, "shoes", a_survey),
    Case("borda of what was not ranked", ("survey", "tally", "interest", "--rule", "borda"), REFUSED, "borda", a_survey),
    Case("unknown topic", ("topic", "edit", "nowhere", "--status", "parked"), NOT_FOUND, "There is no topic 'nowhere'."),
    Case("unknown status of a topic", ("topic", "add", "x y", "--status", "hot"), REFUSED, "is no status of a topic"),
    Case("survey to adopt from", ("topic", "adopt", "nowhere"), NOT_FOUND, "There is no survey"),
    Case("unknown session", ("session", "show", "2031-01"), NOT_FOUND, "No session has the code 2031-01."),
    Case("session to suggest for", ("speakers", "suggest", "--session", "2031-01"), NOT_FOUND, "2031-01"),
    Case("session to invite to", ("invitation", "render", "2031-01"), NOT_FOUND, "2031-01"),
    Case("nothing to suggest for", ("speakers", "suggest", "--no-input"), USAGE, "TOPIC is missing."),
    Case("text without a word", ("speakers", "suggest", "?!"), USAGE, "has no word to look for"),
    Case("quarter that is none", ("newsletter", "render", "2026Q5"), NOT_FOUND, "is not a quarter"),
    Case("quarter far away", ("newsletter", "render", "2031Q1"), NOT_FOUND, "2031Q1"),
    Case("story to show", ("story", "show", "99"), NOT_FOUND, "99"),
    Case("template with a mistake", ("newsletter", "render", "2026Q4"), REFUSED, "magazine.html, line 2", broken_template),
    Case("change to undo", ("undo", "99"), NOT_FOUND, "There is no change 99."),
]  # fmt: skip


@pytest.mark.parametrize("case", [*FILES, *VALUES, *ROOMS], ids=lambda case: case.name)
def test_bad_input_is_two_lines_and_changes_nothing(copctl: Copctl, case: Case) -> None:
    copctl("member", "add", "--name", "Known", "--email", "known@example.org", "--organisation", "Org")
    case.given()
    before = dump()

    result = copctl(*case.arguments)

    assert_two_lines(result, case.code)
    assert case.says in result.stderr
    assert dump() == before


# The community itself --------------------------------------------------------------------------


def broken_toml() -> None:
    Path("community.toml").write_text("name = \n")


def newer_store() -> None:
    with sqlite3.connect("community.db") as store:
        store.execute("PRAGMA user_version = 999")
    store.close()


def garbage_store() -> None:
    for path in Path().glob("community.db*"):
        path.unlink()
    Path("community.db").write_bytes(b"this is not a database at all" * 100)


def damaged_store() -> None:
    content = bytearray(Path("community.db").read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    Path("community.db").write_bytes(content)


def foreign_store() -> None:
    missing_store()
    with sqlite3.connect("community.db") as store:
        store.execute("CREATE TABLE other (x)")
    store.close()


def missing_store() -> None:
    for path in Path().glob("community.db*"):
        path.unlink()


def no_community() -> None:
    shutil.rmtree("templates")
    Path("community.toml").rename("elsewhere.toml")


def unknown_zone() -> None:
    text = Path("community.toml").read_text().replace("Asia/Phnom_Penh", "Mars/Base")
    Path("community.toml").write_text(text)


def unknown_database() -> None:
    text = Path("community.toml").read_text()
    Path("community.toml").write_text(f'database_url = "nosql://x"\n{text}')


def unreachable_database() -> None:
    text = Path("community.toml").read_text()
    Path("community.toml").write_text(f'database_url = "postgresql://localhost:1/x"\n{text}')


COMMUNITIES = [
    (broken_toml, REFUSED, "is not valid TOML"),
    (unknown_zone, REFUSED, "time zone that does not exist: 'Mars/Base'"),
    (newer_store, STORE, "was written by a newer copctl (version 999"),
    (garbage_store, STORE, "file is not a database"),
    (damaged_store, STORE, "malformed"),
    (foreign_store, STORE, "holds tables that are not copctl's"),
    (missing_store, NOT_FOUND, "community.db is missing"),
    (no_community, NOT_FOUND, "There is no community here"),
    (unknown_database, REFUSED, "database_url is no address"),
    (unreachable_database, STORE, "The database could not be used"),
]


@pytest.mark.parametrize(
    "arguments", [("member", "list"), ("organisation", "list"), ADD, ("undo",)], ids=lambda a: " ".join(a[:2])
)
@pytest.mark.parametrize(("spoil", "code", "says"), COMMUNITIES, ids=lambda v: getattr(v, "__name__", None))
def test_a_spoilt_community_is_two_lines(
    copctl: Copctl, spoil: Callable[[], None], code: int, says: str, arguments: tuple[str, ...]
) -> None:
    if spoil is unreachable_database:
        pytest.importorskip("psycopg")
    spoil()
    before = {path.name: path.read_bytes() for path in Path().glob("community.*")}

    result = copctl(*arguments)

    assert_two_lines(result, code)
    assert says in result.stderr
    assert {name: Path(name).read_bytes() for name in before} == before


def test_a_named_folder_that_is_no_community(copctl: Copctl) -> None:
    result = copctl("--community", "nowhere", "member", "list")

    assert_two_lines(result, NOT_FOUND)
    assert "nowhere is no community folder" in result.stderr


# Full disks and folders that may not be written ---------------------------------------------------

COPCTL = [sys.executable, "-m", "copctl"]


def in_process(*arguments: str, **how: object) -> Result:
    """Run the command as a process of its own."""
    done = subprocess.run(
        [*COPCTL, *arguments], capture_output=True, text=True, timeout=120, check=False, **how
    )  # type: ignore[call-overload]
    return Result(done.stdout, done.stderr, done.returncode)


def many_members() -> Path:
    rows = "".join(f"Person {n},p{n}@example.org,{'x' * 300}\n" for n in range(3_000))
    Path("many.csv").write_text("name,email,bio\n" + rows)
    return Path("many.csv")


@pytest.mark.skipif(os.name == "nt", reason="no limits on the size of files here")
def test_a_full_disk_is_two_lines(copctl: Copctl) -> None:
    import resource
    import signal

    many_members()
    before = dump()

    def almost_full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    result = in_process("member", "import", "many.csv", preexec_fn=almost_full)

    assert_two_lines(result, STORE)
    assert "community.db could not be used" in result.stderr
    assert dump() == before
    assert in_process("member", "import", "many.csv").exit_code == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_two_lines(copctl: Copctl) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COPCTL, "member", "export"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert_two_lines(Result("", done.stderr, done.returncode), STORE)


def test_a_reader_that_has_seen_enough_is_no_error(copctl: Copctl) -> None:
    copctl("member", "import", str(many_members()))

    done = subprocess.run(
        f"{' '.join(COPCTL)} member export | head -1", shell=True, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("name,email")
    assert done.stderr == ""


@pytest.fixture
def read_only_community(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A community where nobody may write, as the working folder: the words to put before a command."""
    if os.name == "nt":
        pytest.skip("folders are not made read-only this way here")
    # Not in pytest's own folder, which only its owner may look into.
    place = Path(tempfile.mkdtemp(prefix="copctl-"))
    monkeypatch.chdir(place)
    run("init", ".", "--name", "T", "--purpose", "P", "--moderator", "A <a@example.org>", "--timezone", "UTC",
        "--cadence", "x")  # fmt: skip
    run("member", "add", "--name", "Known", "--email", "known@example.org")
    for path in [*place.rglob("*"), place]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield _somebody_else(place)
    finally:
        for path in [place, *place.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(place)


def _somebody_else(place: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and setpriv is not here to be somebody else")
    for attempt in ([sys.executable, "-c", "import copctl"], ["ls", str(place)]):
        if subprocess.run([*nobody, *attempt], capture_output=True, check=False).returncode != 0:
            pytest.skip("nobody may run this Python, or look into this folder")
    return nobody


@pytest.mark.parametrize("arguments", [ADD, ("undo",), ("charter", "edit", "--norms", "x")])
def test_a_read_only_folder_is_two_lines(read_only_community: list[str], arguments: tuple[str, ...]) -> None:
    before = Path("community.db").read_bytes()

    done = subprocess.run(
        [*read_only_community, *COPCTL, *arguments], capture_output=True, text=True, check=False
    )

    assert_two_lines(Result(done.stdout, done.stderr, done.returncode), STORE)
    assert Path("community.db").read_bytes() == before


@pytest.mark.parametrize("arguments", [("member", "list"), ("organisation", "list"), ("charter", "show")])
def test_a_read_only_folder_can_be_read(read_only_community: list[str], arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*read_only_community, *COPCTL, *arguments, "--json"], capture_output=True, text=True, check=False
    )

    assert (done.stderr, done.returncode) == ("", 0)


def test_a_folder_that_cannot_be_made_is_two_lines(copctl_outside: Copctl) -> None:
    Path("file").write_text("x")

    result = copctl_outside(
        "init", "file/below", "--name", "T", "--purpose", "P", "--moderator", "A <a@example.org>",
        "--timezone", "UTC", "--cadence", "x",
    )  # fmt: skip

    assert_two_lines(result, STORE)


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"--timezone": "Mars"}, REFUSED, "There is no time zone 'Mars'"),
        ({"--moderator": "Ana"}, REFUSED, "is no name with an address"),
        ({"--moderator": "Ana <nobody>"}, REFUSED, "is not an email address"),
        ({"--name": " "}, REFUSED, "name is empty"),
        ({"--purpose": None}, USAGE, "--purpose is missing"),
    ],
)
def test_a_community_that_cannot_be_founded_leaves_nothing(
    copctl_outside: Copctl, changed: dict[str, str | None], code: int, says: str
) -> None:
    given = {
        "--name": "T",
        "--purpose": "P",
        "--moderator": "A <a@example.org>",
        "--timezone": "UTC",
        "--cadence": "x",
    }
    words = [
        word
        for option, value in {**given, **changed}.items()
        if value is not None
        for word in (option, value)
    ]

    result = copctl_outside("init", "new", *words)

    assert_two_lines(result, code)
    assert says in result.stderr
    assert not Path("new").exists()
