"""Where people stand: the one place through which every change of status goes, dated and with its why."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import object_session

from copctl.community import removal, visible
from copctl.store.schema import Member, StatusChange
from copctl.store.schema.member import MemberStatus

# Of somebody who comes in so, nobody noted since when.
_UNKNOWN_SINCE = {MemberStatus.DORMANT, MemberStatus.LEFT}


def since(status: str, joined_on: date | None, *, today: date) -> date | None:
    """Since when somebody new stands where they do: an active member since they joined.

    None for who comes in dormant or gone: the day of that is not known.
    """
    if status in _UNKNOWN_SINCE:
        return None
    return joined_on if status == MemberStatus.ACTIVE and joined_on is not None else today


def begin(member: Member, status: str, *, today: date) -> None:
    """Give somebody new their first status; their `joined_on` has to be set already, where it is known.

    It has no row of its own: they came with it.
    """
    member.status = status
    if status == MemberStatus.ACTIVE and member.joined_on is None:
        member.joined_on = today
    member.status_since = since(status, member.joined_on, today=today)


def change(member: Member, status: str, *, today: date, source: str) -> bool:
    """Move somebody to another status; False where they stand there already. Joining sets the day.

    Who is no member any more is signed out of the portal.
    `source` says why or by what: `moderator`, `import`, `survey interest`, `invitation`.
    """
    if status == member.status:
        return False
    # Told from the step's side: the earlier steps of many people need not be read for it.
    step = StatusChange(
        member=member, status_before=member.status, status=status, changed_on=today, source=source
    )
    db = object_session(member)
    if db is not None:
        db.add(step)
    member.status, member.status_since = status, today
    if status == MemberStatus.ACTIVE and member.joined_on is None:
        member.joined_on = today
    if db is not None and status not in visible.MEMBERS:
        removal.shut_out(db, member.id, member.email_key)
    return True
