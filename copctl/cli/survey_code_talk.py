"""Coding free text with the moderator at the terminal: proposals, answers, decisions, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from copctl import names
from copctl.cli.desk import Desk
from copctl.cli.survey_code_menus import Back, Menus
from copctl.cli.survey_code_shown import card, counted, quoted
from copctl.errors import Interrupted, Refused
from copctl.topics.coding.accepting import accepted, picked, taken_up
from copctl.topics.coding.changes import changes
from copctl.topics.coding.decisions import Action, Decision, decided
from copctl.topics.coding.labels import shortened
from copctl.topics.coding.proposal import Code, Proposal
from copctl.topics.coding.replay import Coded, replay

_BACK = "Back"


class Talk:
    """One sitting. `run` gives the decisions to keep, or nothing when the moderator leaves without."""

    def __init__(
        self,
        desk: Desk,
        label: str,
        texts: Sequence[str],
        decisions: Sequence[Decision],
        propose: Callable[[list[str]], Proposal],
    ) -> None:
        self.desk, self.label, self.texts, self.propose = desk, label, list(texts), propose
        self.menus = Menus(desk)
        self.before = list(decisions)
        self.decisions = list(decisions)
        self.waiting: list[tuple[Code, list[str]]] = []
        self.looked = False

    @property
    def coded(self) -> Coded:
        """The answers under the decisions so far."""
        return replay(self.decisions, self.texts)

    @property
    def left(self) -> list[str]:
        """The answers that nothing was decided about."""
        return [self.texts[place] for place in self.coded.uncoded]

    def run(self) -> list[Decision] | None:
        """Go through the answers until the moderator has enough."""
        self.desk.say(self.label)
        ending = ""
        while not ending:
            # Ctrl-C while codes are looked for must not lose what was decided, either.
            try:
                self._look_once()
                ending = self._step(self._told())
            except (Back, KeyboardInterrupt):
                ending = self._stopped()
        return self.decisions if ending == "save" else None

    def _look_once(self) -> None:
        if not self.looked:
            self.looked = True
            self._look()

    def _told(self) -> Coded:
        """How far the sitting is, said."""
        coded = self.coded
        done = sum(1 for found in coded.assignments if found.codes)
        self.desk.say(
            f"{counted(len(self.texts))}: {done} under {counted(len(coded.codes), 'code')}, "
            f"{len(coded.ignored)} ignored, {len(coded.uncoded)} to go."
        )
        return coded

    def _stopped(self) -> str:
        """Ctrl-C at the first menu: ask whether to keep what was decided; Interrupted where nothing was."""
        again = "type the command again when you are ready"
        made = counted(number := _made(self.before, self.decisions), "decision")
        verb = "is" if number == 1 else "are"
        if self.decisions == self.before:
            raise Interrupted("Nothing was decided, and nothing was changed.", hint=again)
        try:
            if self.menus.agrees(f"You are leaving. Keep the {made.removeprefix('1 ')} made so far?"):
                return "save"
        except Back as stop:
            raise Interrupted(
                f"Nothing was changed; the {made} made here {verb} dropped.", hint=again
            ) from stop
        self.desk.say(f"The {made} made here {verb} dropped.")
        return "leave"

    def _step(self, coded: Coded) -> str:
        self._freshen()
        options: dict[str, Callable[[], str | None]] = {}
        if self.waiting:
            code = self.waiting[0][0]
            options[f"Next proposed code: {shortened(code.label, 40)} ({code.size})"] = self._proposed
        elif coded.uncoded:
            options["Propose again for what is left"] = self._look
        if coded.uncoded:
            options[f"Place single answers ({len(coded.uncoded)} to go)"] = self._place
        if coded.codes:
            options["Look at a code: rename, merge, split, move"] = self._change
        options["Save and finish"] = lambda: "save"
        options["Leave without saving"] = lambda: "leave"
        return self.menus.choose("What now?", options) or ""

    # Proposals ---------------------------------------------------------------------------------

    def _look(self) -> None:
        texts = self.left
        proposal = self.propose(texts)
        self.waiting = [(code, texts) for code in proposal.codes]
        if not proposal.codes:
            self.desk.say("No two of the answers that are left have enough in common for a code.")

    def _freshen(self) -> None:
        """Drop proposed codes whose answers have all been decided about."""
        left = set(self.left)
        self.waiting = [
            (code, texts) for code, texts in self.waiting if any(texts[n] in left for n in code.answers)
        ]

    def _proposed(self) -> None:
        code, texts = self.waiting[0]
        self.desk.say("\n".join(card(code, texts)))

        def later() -> None:
            self.waiting.append((code, texts))

        self.menus.choose(
            code.label,
            {
                f"Accept as {shortened(code.label, 40)!r}": lambda: self._take(code, texts, code.label),
                "Accept under another name": lambda: self._take_renamed(code, texts),
                "Merge into a code there is": lambda: self._take_merged(code, texts),
                "Show all its answers, take some out": lambda: self._take_some(code, texts),
                "Split it in two": lambda: self._split_proposed(code, texts),
                "Ignore: nothing to code": lambda: self._ignore([texts[n] for n in code.answers]),
                "Later": later,
            },
        )
        # Whoever goes back with Ctrl-C finds it where it was.
        self.waiting.pop(0)

    def _take(self, code: Code, texts: Sequence[str], label: str) -> None:
        self.decisions += taken_up(code, texts, label)

    def _take_renamed(self, code: Code, texts: Sequence[str]) -> None:
        self._take(code, texts, self.menus.text("Its name:", code.label))

    def _take_merged(self, code: Code, texts: Sequence[str]) -> None:
        self._take(code, texts, self._code("Into which code?", code.label))

    def _take_some(self, code: Code, texts: Sequence[str]) -> None:
        its = [texts[n] for n in code.answers]
        kept = self.menus.pick("Which stay? (space takes one out)", its, ticked=True)
        if not kept:
            return
        # Words that also stand in what was taken out are no rule for this code.
        out = [text for text in its if text not in kept]
        rules = [rule for rule in code.rules if not any(map(rule.reaches, out))]
        self.decisions += accepted(self.menus.text("Its name:", code.label), rules, kept)

    def _split_proposed(self, code: Code, texts: Sequence[str]) -> None:
        its = [texts[n] for n in code.answers]
        first = self.menus.pick("Which belong to the first half?", its)
        second = [text for text in its if text not in first]
        halves: list[Decision] = []
        for part in (first, second):
            if part:
                self.desk.say("\n".join(map(quoted, part[:3])))
                halves += picked(Action.ACCEPT, part, code=self.menus.text("Its name:", code.label))
        self.decisions += halves

    def _ignore(self, texts: Sequence[str]) -> None:
        self.decisions += picked(Action.IGNORE, texts)

    # Single answers ------------------------------------------------------------------------------

    def _place(self) -> None:
        chosen = self.menus.pick("Which answers? (space marks, Enter goes on)", self.left)
        if not chosen:
            return
        self.menus.choose(
            f"{counted(len(chosen))} …",
            {
                "go under a code": lambda: self._go(chosen),
                "have nothing to code": lambda: self._ignore(chosen),
                _BACK: lambda: None,
            },
        )

    def _go(self, texts: Sequence[str]) -> None:
        self.decisions += picked(Action.ACCEPT, texts, code=self._code("Under which code?", ""))

    # Codes there are -----------------------------------------------------------------------------

    def _change(self) -> None:
        coded = self.coded
        sizes = {code: len(coded.answers_of(code)) for code in coded.codes}
        self.menus.choose(
            "Which code?",
            {f"{shortened(code)} ({size})": self._changing(code) for code, size in sizes.items()},
        )

    def _changing(self, code: str) -> Callable[[], None]:
        def change() -> None:
            coded = self.coded
            its = [self.texts[place] for place in coded.answers_of(code)]
            self.desk.say("\n".join([f"{code}: {counted(len(its))}", *map(quoted, its)]))
            self.menus.choose(
                code,
                {
                    "Rename it": lambda: self._become(
                        Action.RENAME, code, self.menus.text("Its name:", code)
                    ),
                    "Merge it into another": lambda: self._become(
                        Action.MERGE, code, self._code("Into which code?", "", but=code)
                    ),
                    "Split: some become a code of their own": lambda: self._move(Action.SPLIT, code, its),
                    "Move some to another code": lambda: self._move(Action.MOVE, code, its),
                    "Let some bear another code too": lambda: self._share(its),
                    "Add a rule: words that new answers hold": lambda: self._rule(code),
                    "Ignore it: nothing to code": lambda: self.decisions.append(
                        Decision(Action.IGNORE, code)
                    ),
                    "Why are they here?": lambda: self._why(code, coded),
                    _BACK: lambda: None,
                },
            )

        return change

    def _become(self, action: Action, code: str, to: str) -> None:
        if code != to if action is Action.RENAME else names.key(code) != names.key(to):
            self.decisions.append(decided(action, code, "", (), to))

    def _move(self, action: Action, code: str, its: Sequence[str]) -> None:
        chosen = self.menus.pick("Which answers? (space marks, Enter goes on)", its)
        if not chosen:
            return
        asked = "Name of the new code:" if action is Action.SPLIT else ""
        to = self.menus.text(asked, "") if asked else self._code("To which code?", "", but=code)
        if names.key(to) != names.key(code):
            self.decisions += picked(action, chosen, code=code, to=to)

    def _share(self, its: Sequence[str]) -> None:
        chosen = self.menus.pick("Which answers? (space marks, Enter goes on)", its)
        if chosen:
            self._go(chosen)

    def _rule(self, code: str) -> None:
        words = self.menus.text("Any of these words, parted by ; (a * ends a word):", "")
        try:
            self.decisions.append(decided("accept", code, "any", words.split(";"), ""))
        except Refused as refusal:
            self.desk.say(refusal.message)

    def _why(self, code: str, coded: Coded) -> None:
        for place in coded.answers_of(code):
            self.desk.say(quoted(self.texts[place]))
            for number, words in coded.assignments[place].codes[code]:
                self.desk.say(f"    decision {number}: {words}")

    def _code(self, question: str, default: str, but: str = "") -> str:
        """One of the codes there are, or a new one."""
        return self.menus.code(question, default, [code for code in self.coded.codes if code != but])


def _made(before: Sequence[Decision], after: Sequence[Decision]) -> int:
    made = changes(before, after)
    return made.added + made.changed + made.removed
