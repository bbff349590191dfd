"""Announcements: to all or to a team, until a day, with receipts."""

from datetime import date

import pytest

from cims.models.app_user import UserState
from cims.services.errors import CimsError, NotAllowed, NotFound, ValidationFailed
from cims.services.upkeep import run_due


def publish(write, actor, title="放假通知", text="元旦放假三天\n1月4日上班", **how):
    return write(lambda office: office.announcements.publish(title, text, **how), actor)


def current(read, actor):
    return read(lambda office: office.announcements.current(), actor)


def test_everybody_reads_an_announcement_and_gives_a_receipt(write, read, acting, clock):
    boss, sales = acting("administrator"), acting("sales")
    id_ = publish(write, boss)
    (line,) = current(read, sales)
    assert (line.title, line.by, line.is_read) == ("放假通知", "Wang Xiaoyan", False)
    assert current(read, boss) == ()
    (notice,) = read(lambda office: office.notices.newest(), sales)
    assert notice.sentence == "Announcement of Wang Xiaoyan: 放假通知"
    assert notice.excerpt == "元旦放假三天"
    write(lambda o: o.notices.mark_all_read(), sales)
    assert not current(read, sales)[0].is_read
    clock.pass_by(hours=1)
    write(lambda o: o.announcements.mark_read([id_]), sales)
    assert current(read, sales)[0].is_read
    receipts = read(lambda o: o.announcements.receipts(id_), boss)
    assert [(one.name, one.read_at) for one in receipts][-1] == ("Sales", clock())
    assert sum(one.read_at is None for one in receipts) == 4
    (published,) = read(lambda o: o.announcements.published(), boss)
    assert (published.read, published.told, published.may_withdraw) == (1, 5, True)


def test_a_team_is_told_alone(write, read, acting):
    (team,) = read(lambda office: office.users.teams())
    publish(write, acting("administrator"), team_id=team.id)
    assert current(read, acting("sales"))
    assert current(read, acting("manager"))
    assert current(read, acting("service")) == ()


def test_an_announcement_ends_with_its_day(write, read, acting, clock):
    publish(write, acting("administrator"), until=date(2026, 11, 23))
    clock.pass_by(days=1)
    assert current(read, acting("sales"))
    clock.pass_by(days=1)
    assert current(read, acting("sales")) == ()
    assert read(lambda office: office.notices.unread(), acting("sales")) == 0


def test_what_is_withdrawn_is_gone_everywhere(write, read, acting):
    manager = acting("manager")
    id_ = publish(write, manager)
    write(lambda office: office.announcements.withdraw(id_), manager)
    assert current(read, acting("sales")) == ()
    assert read(lambda office: office.notices.newest(), acting("sales")) == ()
    with pytest.raises(CimsError, match="not there any more"):
        write(lambda office: office.announcements.withdraw(id_), manager)


def test_only_some_may_announce_and_nobody_withdraws_those_of_others(write, read, acting):
    with pytest.raises(NotAllowed):
        publish(write, acting("sales"))
    id_ = publish(write, acting("administrator"))
    with pytest.raises(NotAllowed):
        write(lambda office: office.announcements.withdraw(id_), acting("manager"))
    with pytest.raises(NotAllowed):
        read(lambda office: office.announcements.receipts(id_), acting("sales"))
    (seen,) = read(lambda office: office.announcements.published(), acting("manager"))
    assert not seen.may_withdraw


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": ""}, "text"),
        ({"until": date(2026, 11, 21)}, "until"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(write, acting, given, field):
    with pytest.raises(ValidationFailed) as refused:
        publish(write, acting("administrator"), **given)
    assert set(refused.value.messages) == {field}


def test_a_team_that_is_not_there_is_refused(write, acting):
    with pytest.raises(CimsError, match="no such team"):
        publish(write, acting("administrator"), team_id=99)


def test_what_another_team_was_told_is_no_concern_of_who_announces(write, read, acting, template):
    boss, manager = acting("administrator"), acting("manager")

    def other_team(office):
        team = office.users.add_team("After-sales")
        office.users.join_team(template.people["service"], team)
        return team

    team = write(other_team)
    hidden = write(lambda o: o.announcements.publish("调薪", "只给售后", team), boss)
    own = write(lambda o: o.announcements.publish("培训", "售后来培训", team), manager)
    assert [one.id for one in read(lambda o: o.announcements.published(), manager)] == [own]
    with pytest.raises(NotFound):
        read(lambda o: o.announcements.receipts(hidden), manager)
    assert len(read(lambda o: o.announcements.receipts(own), manager)) == 1
    assert len(read(lambda o: o.announcements.published(), boss)) == 2


def test_who_joins_later_is_told_what_is_in_force(opened, write, read, acting, clock):
    boss, manager = acting("administrator"), acting("manager")
    publish(write, boss, "不限期")
    publish(write, boss, "已过期", until=date(2026, 11, 23))
    gone = publish(write, boss, "已撤回")
    (team,) = read(lambda office: office.users.teams())
    publish(write, manager, "本组", team_id=team.id)
    write(lambda office: office.announcements.withdraw(gone), boss)
    clock.pass_by(days=3)
    run_due(opened.database)
    assert "announcements" not in run_due(opened.database)
    values = {"username": "new", "name": "New", "state": UserState.ACTIVE}
    id_ = write(lambda office: office.users.add(values))
    assert "announcements" in run_due(opened.database)
    (nameless,) = current(read, read(lambda office: office.users.actor(id_)))
    assert (nameless.title, nameless.by) == ("不限期", "")  # without a role no colleague is seen
    write(lambda office: office.users.give_role(id_, "sales"))
    newcomer = read(lambda office: office.users.actor(id_))
    (line,) = current(read, newcomer)
    assert (line.title, line.by, line.is_read) == ("不限期", "Wang Xiaoyan", False)
    (notice,) = read(lambda office: office.notices.newest(), newcomer)
    assert notice.sentence == "Announcement of Wang Xiaoyan: 不限期"
    write(lambda office: office.users.join_team(id_, team.id))
    run_due(opened.database)
    titles = {one.title for one in current(read, read(lambda office: office.users.actor(id_)))}
    assert titles == {"不限期", "本组"}


def test_an_old_announcement_without_an_end_is_not_told_to_who_joins(
    opened, write, read, acting, clock
):
    publish(write, acting("administrator"))
    clock.pass_by(days=90)
    publish(write, acting("administrator"), "只到今天", until=date(2027, 2, 20))
    clock.pass_by(days=1)
    write(lambda office: office.users.add({"username": "new", "name": "New", "state": "active"}))
    assert "announcements" not in run_due(opened.database)


def test_who_can_sign_in_again_is_told_and_who_can_not_is_waited_for(
    opened, write, read, acting, template
):
    id_ = template.people["service"]
    for state in (UserState.DISABLED, UserState.ACTIVE):
        write(lambda o, state=state: o.users.save(o.users.load(id_).changed(state=state)))
        if state is UserState.DISABLED:
            publish(write, acting("administrator"))
            assert "announcements" not in run_due(opened.database)
    assert "announcements" in run_due(opened.database)
    assert current(read, acting("service"))
