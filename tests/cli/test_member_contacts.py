"""Lists of people out of other tools, from the outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_member_files import exported, write
from tests.community.contacts import world
from tests.conftest import Copctl, Result

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "contacts"


def take_in(succeed: Copctl, name: str, *options: str) -> Result:
    _, content = world.files()[name]
    Path(f"{name}.bin").write_bytes(content)
    return succeed("member", "import", f"{name}.bin", *options)


def person(succeed: Copctl, who: str) -> dict[str, Any]:
    return succeed("member", "show", who, "--json").json  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(world.files()))
def test_a_file_is_known_by_what_is_in_it_and_a_second_time_changes_nothing(
    succeed: Copctl, name: str
) -> None:
    told = take_in(succeed, name, "--json").json
    before = succeed("log", "--json").stdout

    again = take_in(succeed, name, "--json").json

    assert told["tool"] == world.files()[name][0]
    assert told["rule"]
    assert told["new"] > 0
    counts = ("new", "updated", "unchanged", "skipped", "merged")
    assert told["rows"] == sum(told[c] for c in counts) + sum(told["left_out"].values())
    assert (again["new"], again["updated"]) == (0, 0)
    assert succeed("log", "--json").stdout == before


def test_what_each_column_was_taken_for_is_said(succeed: Copctl) -> None:
    said = take_in(succeed, "generic").stderr

    assert "Read as generic: no tool's marks in the header" in said
    assert "    1  Full Name         name\n" in said
    assert "    5  Job title         role\n" in said
    assert "Left out: the column 'Shoe size' is none that copctl knows." in said


# Mailchimp -----------------------------------------------------------------------------------------


def test_subscribers_come_in_as_prospects_with_the_day_they_opted_in(succeed: Copctl) -> None:
    said = take_in(succeed, "subscribed")

    ana, sok, nobody = exported(succeed)
    assert (ana["name"], ana["organisation"], ana["role"]) == ("Ana Lim", "Nam Heung", "MEL officer")
    assert (ana["status"], ana["source"], ana["country"]) == ("prospect", "import: Mailchimp", "KH")
    assert ana["bio"] == ""
    assert ana["consents"] == [
        {"purpose": "newsletter", "given_on": "2018-02-12", "withdrawn_on": None, "source": "Mailchimp"}
    ]
    assert (sok["name"], sok["country"], sok["timezone"]) == ("សុខា", "", "")
    assert "Note: line 3: There is no country 'xx', so it stays out." in said.stderr
    assert (nobody["name"], nobody["consents"]) == ("nobody@example.org", [])


@pytest.mark.parametrize("first", ["subscribed", "unsubscribed"])
def test_who_unsubscribed_stays_so_whatever_comes_in_later(succeed: Copctl, first: str) -> None:
    other = {"subscribed": "unsubscribed", "unsubscribed": "subscribed"}[first]
    take_in(succeed, first)
    take_in(succeed, other)
    succeed(
        "member", "import", write("all.csv", "name,email\nAna,ana@example.org\n"), "--consent", "newsletter"
    )

    ana = person(succeed, "ana@example.org")
    [consent] = ana["consents"]
    assert (consent["given_on"], consent["withdrawn_on"]) == ("2018-02-12", "2020-05-13")


def test_a_list_that_said_all_want_it_does_not_outdo_who_unsubscribed_before(succeed: Copctl) -> None:
    file = write("all.csv", "name,email\nAna,ana@example.org\nBo Chan,bo@example.org\n")
    succeed("member", "import", file, "--consent", "newsletter", "--source", "partners")
    succeed("member", "edit", "Bo Chan", "--withdraw", "newsletter")
    succeed("member", "edit", "Bo Chan", "--consent", "newsletter")

    take_in(succeed, "unsubscribed")

    assert person(succeed, "Ana")["consents"][0]["withdrawn_on"] == "2020-05-13"
    # The moderator was told so by the person.
    assert person(succeed, "Bo Chan")["consents"][0]["withdrawn_on"] is None


def test_the_unsubscribed_and_dead_addresses_come_in_and_are_not_mailed(succeed: Copctl) -> None:
    take_in(succeed, "unsubscribed")
    take_in(succeed, "cleaned")

    withdrawn = {p["email"]: p["consents"][0]["withdrawn_on"] for p in exported(succeed)}
    assert withdrawn == {
        "bo@example.org": "2023-06-06",
        "ana@example.org": "2020-05-13",
        "cy@example.org": "2026-11-23",
        "gone@example.org": "2021-01-02",
    }
    assert succeed("member", "export", "--consent", "newsletter").stdout.count("\n") == 1


# Google Contacts, vCard, Eventbrite ----------------------------------------------------------------


def test_both_layouts_of_google_contacts(succeed: Copctl) -> None:
    first, second = take_in(succeed, "google-2020"), take_in(succeed, "google-2024")

    an = person(succeed, "an@work.example")
    assert (an["name"], an["organisation"], an["role"]) == ("Nguyễn Văn An", "Water Board", "Director")
    assert (an["country"], an["languages"], an["bio"]) == ("VN", ["vi"], "")
    assert an["other_emails"] == ["an@home.example", "an@old.example"]
    assert person(succeed, "No Address")["country"] == ""
    ana = person(succeed, "ana@home.example")
    assert (ana["name"], ana["email"], ana["role"]) == ("Ana Maria Lim", "ana@example.org", "MEL lead")
    assert person(succeed, "filed@example.org")["name"] == "Filed Person"
    assert "(its layout until 2024)" in first.stderr
    assert "Left out: 1 entry: no name and no address." in first.stderr
    assert "(its layout since 2024)" in second.stderr


def test_vcards_of_outlook(succeed: Copctl) -> None:
    take_in(succeed, "outlook")

    [an] = exported(succeed)
    assert (an["name"], an["organisation"], an["role"]) == ("Nguyễn Văn An", "Société", "Chef; adjoint")
    assert (an["email"], an["other_emails"]) == ("an@work.example", ["an@home.example"])
    assert (an["country"], an["bio"], an["source"]) == ("VN", "", "import: vCard")


def test_vcards_of_version_3(succeed: Copctl) -> None:
    said = take_in(succeed, "vcard-3")

    dara, ana = exported(succeed)
    assert (dara["name"], dara["organisation"]) == ("Sok, Dara", "Nam Heung; Trust")
    assert (dara["role"], dara["country"], dara["timezone"]) == ("Analyst and friend", "LA", "Asia/Vientiane")
    assert (dara["email"], dara["other_emails"]) == ("dara@example.org", ["dara@home.example"])
    assert dara["languages"] == ["lo"]
    assert (ana["name"], ana["email"], ana["timezone"]) == ("Ana Maria Lim", "ana@example.org", "")
    assert "Left out: the properties CATEGORIES, NOTE, TEL." in said.stderr


def test_vcards_of_version_4(succeed: Copctl) -> None:
    said = take_in(succeed, "vcard-4")

    [sok] = exported(succeed)
    assert (sok["name"], sok["email"], sok["country"]) == ("សុខា", "first@example.org", "TH")
    assert (sok["languages"], sok["timezone"]) == (["km", "en"], "Asia/Phnom_Penh")
    assert "Left out: 1 entry: a group or an organisation, no person." in said.stderr


def test_attendees_of_eventbrite_come_once_and_only_those_who_came(succeed: Copctl) -> None:
    said = take_in(succeed, "eventbrite")

    ana, bo = exported(succeed)
    assert (ana["status"], ana["source"], ana["role"]) == ("prospect", "Eventbrite: Evidence Day", "Analyst")
    assert (bo["name"], bo["organisation"]) == ("Bo Chan", "Weir Trust")
    assert "Which topics interest you?" in said.stderr
    assert "Left out: 1 entry: not attending in Eventbrite." in said.stderr
    assert said.stdout == "Imported 5 rows: 2 new, 0 updated, 0 unchanged, 0 skipped, 1 merged, 2 left out.\n"


# Any table -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["generic", "workbook"])
def test_a_plain_table_brings_members(succeed: Copctl, name: str) -> None:
    said = take_in(succeed, name)

    ana, som = exported(succeed)
    assert (ana["status"], ana["country"], ana["languages"]) == ("active", "KH", ["km", "en"])
    assert (som["name"], som["country"], som["languages"]) == ("ສົມສັກ", "LA", ["lo"])
    assert (som["email"], som["other_emails"]) == ("som@example.org", ["som@home.example"])
    assert "1 row is about people of earlier rows." in said.stderr


@pytest.mark.parametrize("heading", ["email", "Courriel", "E-mail Address", "EMAIL", "อีเมล"])
@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("First name,Surname", "Ana Lim"),
        ("Prénom,Nom", "Ana Lim"),
        ("Name,Vorname", "Ana Lim"),
        ("Họ,Tên", "Ana Lim"),
        ("first_name,last_name", "Ana Lim"),
    ],
)
def test_parts_of_a_name_are_joined_as_they_stand(
    succeed: Copctl, header: str, name: str, heading: str
) -> None:
    succeed("member", "import", write("in.csv", f"{header},{heading}\nAna,Lim,ana@example.org\n"))

    assert exported(succeed)[0]["name"] == name


def test_who_has_no_address_can_come_in_as_somebody_who_might_join(copctl: Copctl, succeed: Copctl) -> None:
    file = write("in.csv", "Full name,E-mail\nAna,\nBo,bo@example.org\n")

    assert (
        "--status prospect takes in who is new and has no address" in copctl("member", "import", file).stderr
    )
    succeed("member", "import", file, "--status", "prospect")

    assert [(p["name"], p["status"]) for p in exported(succeed)] == [("Ana", "prospect"), ("Bo", "prospect")]


def test_what_a_column_holds_can_be_said(succeed: Copctl, copctl: Copctl) -> None:
    file = write("in.csv", "Wer,E-Mail,Wo,Title\nAna,ana@example.org,Nam Heung,Ms\n")

    assert copctl("member", "import", file).exit_code == 1
    succeed("member", "import", file, "--map", "Wer=name", "--map", "3=organisation", "--map", "Title=-")

    [ana] = exported(succeed)
    assert (ana["name"], ana["organisation"], ana["role"]) == ("Ana", "Nam Heung", "")


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--map", "Nme=name"), 2, "There is no column 'Nme' in the file."),
        (("--map", "Name=shoe"), 2, "There is no field 'shoe'."),
        (("--map", "Name"), 2, "'Name' maps nothing."),
        (("--tool", "mailchump"), 2, "There is no reader for 'mailchump'."),
        (("--tool", "vcard"), 1, "has no vCard in it."),
        (("--encoding", "klingon"), 1, "There is no encoding 'klingon'."),
        (("--status", "happy"), 1, "'happy' is no status."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    copctl: Copctl, options: tuple[str, ...], code: int, says: str
) -> None:
    result = copctl("member", "import", write("in.csv", "Name,E-mail\nAna,ana@example.org\n"), *options)

    assert result.exit_code == code
    assert says in result.stderr
    assert result.stderr.count("\n") == 2


def test_a_tool_that_is_named_is_believed(succeed: Copctl) -> None:
    file = write("in.csv", "Email Address,Name\nana@example.org,Ana\n")

    told = succeed("member", "import", file, "--tool", "mailchimp", "--json").json

    assert (told["tool"], told["rule"]) == ("mailchimp", "you said that it is mailchimp")
    assert exported(succeed)[0]["status"] == "prospect"


# What is stored already ----------------------------------------------------------------------------


def test_a_list_of_contacts_fills_in_and_changes_nothing(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana L.", "--email", "ana@home.example", "--role", "Lead")

    said = take_in(succeed, "google-2024")

    ana = person(succeed, "ana@example.org")
    assert (ana["name"], ana["role"], ana["organisation"]) == ("Ana L.", "Lead", "Nam Heung")
    assert (ana["status"], ana["email"]) == ("active", "ana@home.example")
    assert ana["other_emails"] == ["ana@example.org"]
    assert "Kept: ana@home.example: role 'Lead'; the file says 'MEL lead'." in said.stderr

    take_in(succeed, "google-2024", "--overwrite")
    assert person(succeed, "ana@example.org")["role"] == "MEL lead"


def test_a_name_comes_in_for_who_was_called_by_their_address(succeed: Copctl) -> None:
    succeed("member", "import", write("in.csv", "Email Address,LEID,EUID\nana@example.org,1,a\n"))
    assert exported(succeed)[0]["name"] == "ana@example.org"

    take_in(succeed, "google-2024")

    assert person(succeed, "ana@example.org")["name"] == "Ana Maria Lim"


def test_a_contact_becomes_a_member_when_that_is_said(succeed: Copctl) -> None:
    take_in(succeed, "eventbrite", "--status", "active", "--source", "Evidence Day")

    assert {(p["status"], p["joined_on"]) for p in exported(succeed)} == {("active", "2026-11-23")}


def test_an_address_of_two_people_is_refused(copctl: Copctl, succeed: Copctl) -> None:
    succeed("member", "add", "--name", "One", "--email", "ana@example.org")
    succeed("member", "add", "--name", "Two", "--email", "ana@home.example")

    Path("in.csv").write_bytes(world.files()["google-2024"][1])
    result = copctl("member", "import", "in.csv")

    assert result.exit_code == 1
    assert "ana@home.example belongs to Two already" in result.stderr


def test_a_broken_card_is_named_and_the_others_come_in(copctl: Copctl, succeed: Copctl) -> None:
    Path("in.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Lost\nBEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n"
        "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:=FF\nEND:VCARD\n"
    )

    result = copctl("member", "import", "in.vcf")
    assert "line 1: the card has no END:VCARD; line 8: its FN is no utf-8 text" in result.stderr

    succeed("member", "import", "in.vcf", "--skip-bad")
    assert [p["name"] for p in exported(succeed)] == ["Ana"]


def test_cards_in_another_encoding_are_asked_about(copctl: Copctl, succeed: Copctl) -> None:
    Path("in.vcf").write_bytes("BEGIN:VCARD\nFN:José\nEMAIL:j@example.org\nEND:VCARD\n".encode("cp1252"))

    assert "cp1252 (reads" in copctl("member", "import", "in.vcf").stderr
    succeed("member", "import", "in.vcf", "--encoding", "cp1252")
    assert exported(succeed)[0]["name"] == "José"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public samples are not beside this tree")
def test_the_public_samples_come_in(succeed: Copctl) -> None:
    tools = {}
    for sample in sorted(SAMPLES.iterdir()):
        tools[sample.name] = succeed("member", "import", str(sample), "--json").json["tool"]

    assert tools == {
        "gmail-list.vcf": "vcard",
        "google_contacts_2020_layout.csv": "google-contacts",
        "mailchimp_subscribed.csv": "mailchimp",
        "mailchimp_unsubscribed.csv": "mailchimp",
    }
    assert len(exported(succeed)) == 16
    withdrawn = [p for p in exported(succeed) if p["consents"] and p["consents"][0]["withdrawn_on"]]
    assert len(withdrawn) == 5
    assert json.dumps(exported(succeed))


def test_names_that_are_only_turned_round_take_one_line(succeed: Copctl, folder: Path) -> None:
    people = ["Keo Pisey", "Sok Dara", "Ly Ratanak", "Chea [red] Bopha", "Nguyễn Văn An"]
    for number, name in enumerate(people):
        succeed("member", "add", "--name", name, "--email", f"p{number}@example.org", "--role", "Lead")
    rows = [f"{' '.join(reversed(name.split()))},p{number}@example.org" for number, name in enumerate(people)]
    rows[4] = "Ann,p4@example.org"
    header = "Name,E-mail 1 - Value,Given Name,Organization 1 - Title"
    (folder / "google.csv").write_text(
        "\n".join([header, *(f"{row},{row.partition(',')[0]},Lead" for row in rows)]) + "\n", encoding="utf-8"
    )

    said = succeed("member", "import", "google.csv").stderr.splitlines()

    assert [line for line in said if line.startswith("Kept")] == [
        "Kept: p4@example.org: name 'Nguyễn Văn An'; the file says 'Ann'.",
        "Kept: 4 names that the file has in another order of words: 'Keo Pisey' ('Pisey Keo'), "
        "'Sok Dara' ('Dara Sok'), 'Ly Ratanak' ('Ratanak Ly') and 1 more.",
    ]
