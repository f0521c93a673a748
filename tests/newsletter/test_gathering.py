"""What a draft gathers: events in three lines, survey results, calls for speakers, what came in late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from copctl.store.schema import (
    Answer,
    Attendance,
    Choice,
    Question,
    Response,
    SessionSpeaker,
    SessionTopic,
    Survey,
    TopicOrigin,
)
from tests.conftest import Copctl, Result
from tests.newsletter.world import CONSENT, session, topic

OCTOBER = datetime(2026, 10, 8, 7, tzinfo=UTC)
AUGUST = datetime(2026, 8, 20, 8, tzinfo=UTC)
Stored = Callable[..., None]


def survey(slug: str, *ballots: str, **more: object) -> Survey:
    """A survey about topics A, B, C and D, with one respondent for each text such as `AB`."""
    values: dict[str, object] = {"status": "closed", "closed_on": date(2026, 10, 20), **more}
    letters = {
        letter: Choice(position=i, name=letter, label=f"Topic *{letter}*") for i, letter in enumerate("ABCD")
    }
    asked = Question(position=1, name="topics", type="select_multiple", label="Which <b>topics</b>?",
                     choices=list(letters.values()))  # fmt: skip
    found = Survey(slug=slug, title=f"Survey [{slug}]", questions=[asked], **values)
    found.ballots = ballots  # type: ignore[attr-defined]
    return found


@pytest.fixture
def answered(stored: Stored) -> Callable[..., None]:
    """Put surveys into the store with their answers."""

    def put(*surveys: Survey) -> None:
        for made in surveys:
            ballots = made.ballots  # type: ignore[attr-defined]
            stored(made)
            [question] = made.questions
            letters = {choice.name: choice.id for choice in question.choices}
            for number, ballot in enumerate(ballots, start=1):
                reply = Response(survey_id=made.id, respondent_key=str(number), digest="x")
                stored(reply)
                stored(*(
                    Answer(survey_id=made.id, question_id=question.id, response_id=reply.id,
                           choice_id=letters[letter], place=place)
                    for place, letter in enumerate(ballot, start=1)
                ))  # fmt: skip

    return put


def _draft(succeed: Copctl, quarter: str = "2026Q4", **world: object) -> str:
    return succeed("newsletter", "draft", quarter, "--print", **world).stdout


def _section(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n\n")[2].partition("\n\n## ")[0].strip()


def _members(succeed: Copctl, count: int) -> None:
    for number in range(count):
        succeed("member", "add", "--name", f"M{number}", "--email", f"m{number}@example.org",
                "--joined-on", "2025-01-01")  # fmt: skip


def test_an_event_says_what_was_decided_who_came_and_what_it_left(succeed: Copctl, stored: Stored) -> None:
    held = session(
        "2026-10", "Fewer questions", OCTOBER, status="held", notes="Notes.", about="About.",
        decided="One. Two. Three. Four.", recording="https://example.org/rec", slides="https://example.org/s",
    )  # fmt: skip
    stored(held)
    stored(*(Attendance(session_id=1, name=f"Guest {n}") for n in range(2)))

    assert _section(_draft(succeed), "Recent events") == (
        "<!-- copctl event:2026-10 -->\n### Fewer questions\n\n*Thursday 8 October 2026, 2 people came*\n\n"
        "One. Two. Three. …\n\n"
        "[Watch the recording](https://example.org/rec)\n\n[See the slides](https://example.org/s)"
    )


def test_an_event_without_a_decision_says_its_notes_and_where_things_are(
    succeed: Copctl, stored: Stored
) -> None:
    stored(session("2026-10", "=1+1", OCTOBER, status="held", about="About.", slides="Ask [Ana]"))

    assert _section(_draft(succeed), "Recent events").endswith(
        "*Thursday 8 October 2026*\n\nAbout.\n\nAsk [Ana]"
    )


def test_survey_results_name_the_first_three_and_ties_as_ties(
    succeed: Copctl, answered: Callable[..., None]
) -> None:
    _members(succeed, 8)
    answered(survey("wishes", "AB", "AB", "AC", "AC", "ABCD", "A"))

    assert _section(_draft(succeed), "Survey results") == (
        "<!-- copctl survey:wishes -->\n### Survey \\[wishes\\]\n\n*6 of 8 answered*\n\nWhich \\<b>topics\\</b>?\n\n"
        "- **Topic \\*A\\***, *6 of 6*\n"
        "- **Topic \\*B\\*** and **Topic \\*C\\***, *a tie, 3 of 6 each*"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"status": "open", "closed_on": None},
        {"closed_on": date(2026, 9, 30)},
        {"closed_on": date(2027, 1, 1)},
    ],
)
def test_a_survey_of_another_time_is_left_out(
    succeed: Copctl, answered: Callable[..., None], more: dict[str, object]
) -> None:
    answered(survey("wishes", *"ABCDAB", **more))

    assert "survey:" not in _draft(succeed)


def test_a_survey_whose_topics_were_adopted_is_told_unless_it_hides_its_results(
    succeed: Copctl, answered: Callable[..., None], stored: Stored
) -> None:
    answered(
        survey("seen", *"AAAAAB", status="open", closed_on=None),
        survey("hidden", *"AAAAAB", status="open", closed_on=None, settings={"hide_until_close": "yes"}),
    )
    wanted = topic("a", "A", "backlog", 5)
    wanted.origins = [
        TopicOrigin(votes=5, respondents=6, noted_on=date(2026, 11, 1), survey_id=number) for number in (1, 2)
    ]
    stored(wanted)

    drafted = _draft(succeed)

    assert "survey:seen" in drafted
    assert "survey:hidden" not in drafted


def test_few_answers_are_counted_and_not_told(succeed: Copctl, answered: Callable[..., None]) -> None:
    _members(succeed, 10)
    answered(survey("wishes", "A", "A", "B", "C"))

    assert _section(_draft(succeed), "Survey results").endswith("*4 of 10 answered*")


def test_who_is_no_member_is_counted_beside_the_members(
    succeed: Copctl, answered: Callable[..., None], stored: Stored
) -> None:
    _members(succeed, 6)
    answered(survey("wishes", *"AAAAAB"))
    stored(Response(survey_id=1, respondent_key="m", member_id=1, digest="x"))

    assert "*1 of 6 answered, and 6 more people*" in _draft(succeed)


def test_what_a_few_wrote_in_themselves_stays_theirs(succeed: Copctl, answered: Callable[..., None]) -> None:
    made = survey("wishes", *"AAAAABBB")
    made.questions[0].choices[1].written_in = True
    answered(made)

    drafted = _section(_draft(succeed), "Survey results")

    assert "Topic \\*A\\*" in drafted
    assert "Topic \\*B\\*" not in drafted


def test_feedback_on_a_session_is_left_out(
    succeed: Copctl, answered: Callable[..., None], stored: Stored
) -> None:
    answered(survey("how-was-it", *"AAAAAA"))
    stored(session("2026-10", "T", OCTOBER, status="held", feedback_survey_id=1))
    succeed("survey", "new", "feedback-2", "--starter", "session-feedback")
    succeed("survey", "open", "feedback-2")
    succeed("survey", "close", "feedback-2")

    assert "survey:" not in _draft(succeed)


def test_topics_that_were_covered_have_their_day(succeed: Copctl, stored: Stored) -> None:
    held = session("2026-10", "T", OCTOBER, status="held")
    held.topics = [SessionTopic(topic=topic("old", "Old", "covered", 7)),
                   SessionTopic(topic=topic("again", "Again", "backlog", 9))]  # fmt: skip
    stored(held)

    assert _section(_draft(succeed), "Topics members asked for") == (
        "<!-- copctl topic:again -->\n- **Again**, *9 of 41 asked for it*\n\n"
        "<!-- copctl topic:old -->\n- **Old**, *7 of 41 asked for it, covered on 8 October*"
    )


def test_a_speaker_is_called_for_where_nobody_can_speak(succeed: Copctl, stored: Stored) -> None:
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org", "--expertise", "Known:4",
            "--consent", "speaking")  # fmt: skip
    for label in ("Known", "Wanted & <new>", "Served"):
        for note in range(2):
            succeed("topic", "add", label, "--note", f"asked {note}")
    coming = session("2026-12", "T", datetime(2026, 12, 10, 7, tzinfo=UTC))
    coming.speakers = [SessionSpeaker(member_id=1, status="confirmed", since=date(2026, 11, 1))]
    coming.topics = [SessionTopic(topic_id=3)]
    stored(coming)

    text = _section(_draft(succeed), "Speakers wanted")

    assert text == (
        "<!-- copctl speaker:wanted-new -->\n### Wanted & \\<new>\n\n"
        "2 members want to hear about **Wanted & \\<new>**, "
        "and nobody has said yet that they can speak about it.\n\n"
        "[Tell Ana Lim that you can speak about it]"
        "(mailto:ana@example.org?subject=I%20can%20speak%20about%20Wanted%20%26%20%3Cnew%3E)"
    )


def test_what_came_in_too_late_for_the_issue_before_is_in_the_next(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "Told", "--date", "2026-08-01", now=AUGUST)
    succeed("story", "add", "--title", "Agreed late", "--date", "2026-07-01", now=AUGUST)
    succeed("newsletter", "draft", "2026Q3", now=AUGUST)
    succeed("project", "add", "--title", "Came late", "--date", "2026-08-02")
    succeed("story", "edit", "2", *CONSENT)

    drafted = _draft(succeed)

    assert "### Came late" in drafted
    assert "### Agreed late" in drafted
    assert "### Told" not in drafted
    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Drafted")
    assert "Came late" not in _draft(succeed, "2027Q1")


def test_a_corrected_text_follows_and_words_of_a_person_stay(succeed: Copctl, stored: Stored) -> None:
    from tests.newsletter.world import DRAFT

    stored(session("2026-12", "Coming", datetime(2026, 12, 10, 7, tzinfo=UTC)))
    succeed("project", "add", "--title", "A well", "--body", "Lithers of water.")
    succeed("newsletter", "draft", "2026Q4")
    edited = DRAFT.read_text(encoding="utf-8").replace("### Coming", "### Come, all of you")
    DRAFT.write_text(edited, encoding="utf-8")
    succeed("project", "edit", "1", "--body", "Litres of water.")
    succeed("session", "edit", "2026-12", "--on", "2026-12-11 14:00")

    would = succeed("newsletter", "draft", "2026Q4", "--dry-run")
    assert would.stdout == "Would update 1 item in issues/2026Q4.md.\n  Projects: A well (updated)\n"
    assert would.stderr.startswith("Session 2026-12 changed since; your words stay.\n")
    assert DRAFT.read_text(encoding="utf-8") == edited
    again = succeed("newsletter", "draft", "2026Q4")

    assert again.stdout == "Updated 1 item in issues/2026Q4.md.\n  Projects: A well (updated)\n"
    assert again.stderr.startswith("Session 2026-12 changed since; your words stayed.\n")
    assert DRAFT.read_text(encoding="utf-8") == edited.replace("Lithers", "Litres")
    third = succeed("newsletter", "draft", "2026Q4")
    assert third.stdout == "Nothing new: issues/2026Q4.md stays as it is.\n"
    assert "your words" not in third.stderr


def _community(succeed: Copctl) -> None:
    for name, partner, country in (("Dara Sok", "Veal Solar", "KH"), ("Mai [red]", "Tonle Klean", "LA"),
                                   ("Bo Keo", "Lan Xang", "LA")):  # fmt: skip
        succeed("member", "add", "--name", name, "--email", f"{name[:2]}@example.org".lower(), "--country", country,
                "--organisation", partner, "--joined-on", "2025-01-01", "--consent", "newsletter")  # fmt: skip
    succeed("story", "add", "--title", "S", "--by", "3", "--date", "2026-03-01", *CONSENT)
    succeed("newsletter", "draft", "2026Q1")
    succeed("project", "add", "--title", "P", "--by", "1", "--date", "2026-11-01")


def test_a_draft_names_who_was_not_featured_and_whom_to_ask(succeed: Copctl) -> None:
    _community(succeed)
    succeed("resource", "add", "--title", "R", "--date", "2026-11-01")

    drafted: Result = succeed("newsletter", "draft", "2026Q4")

    assert drafted.stderr == (
        "Not featured for longest: Tonle Klean (never), Lan Xang (2026Q1); countries: Laos (2026Q1).\n"
        "No story of change since 2026Q1: ask Mai [red].\n"
        "To ask members for it: copctl newsletter call 2026Q4\n"
        "Edit it in any editor, then: copctl newsletter render 2026Q4\n"
    )


def test_what_a_draft_lacks_fits_a_narrow_terminal(succeed: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    _community(succeed)

    said = succeed("newsletter", "draft", "2026Q4").stderr

    assert said.startswith(
        "Not featured for longest: Tonle Klean\n  (never), Lan Xang (2026Q1); countries:\n"
    )
    assert max(len(line) for line in said.splitlines() if "copctl" not in line) <= 40


def test_a_draft_for_programs(succeed: Copctl) -> None:
    _community(succeed)

    drafted = succeed("newsletter", "draft", "2026Q4", "--dry-run", "--json")

    made = drafted.json
    assert drafted.stderr == ""
    assert (made["quarter"], made["is_new"], made["updated"], made["kept"]) == ("2026Q4", True, [], [])
    assert made["path"].endswith("issues/2026Q4.md")
    assert made["added"] == [{"keys": ["project:2"], "section": "Projects", "title": "P"}]
    assert made["not_featured"]["countries"] == [{"country": "LA", "last": "2026Q1"}]
    mai = {"number": 2, "member": "Mai [red]", "email": "ma@example.org", "organisation": "Tonle Klean"}
    assert made["missing"] == [
        {"kind": "resource", "last": None, "ask": [mai]},
        {"kind": "story", "last": "2026Q1", "ask": [mai]},
    ]
    assert [row["quarter"] for row in succeed("newsletter", "list", "--json").json] == ["2026Q1"]
