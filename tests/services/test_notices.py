"""What colleagues should know: @, who may read what, read and unread, sweeping."""

import pytest

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from tests.factories import valid


@pytest.fixture
def customer(write, acting):
    """A customer of the sales person's."""
    return write(lambda office: office.customers.add(valid("customer")), acting("sales"))


def logged(write, actor, customer, content, **values):
    given = {"content": content, "customer": customer and Link(customer), **values}
    return write(lambda office: office.activities.add(given), actor)


def newest(read, actor, **how):
    return read(lambda office: office.notices.newest(**how), actor)


def named(write, username, name):
    """Another service person, who sees all customers."""

    def make(office):
        values = {"username": username, "name": name, "state": UserState.ACTIVE}
        id_ = office.users.add(values)
        office.users.give_role(id_, "service")
        return id_

    return write(make)


def test_an_at_calls_upon_a_colleague(write, read, acting, customer):
    sales, service = acting("sales"), acting("service")
    id_ = logged(write, sales, customer, "客户要培训 @Service 请安排\n下周二")
    record = read(lambda office: office.activities.load(id_))
    assert record.values["mentions"] == (Link(service.user_id),)
    (notice,) = newest(read, service)
    name = read(lambda o: o.customers.load(customer)).values["name"]
    assert notice.sentence == f"Sales mentioned you about {name}"
    assert notice.excerpt == "客户要培训 @Service 请安排"
    assert (notice.entity, notice.record_id, notice.is_read) == ("activity", id_, False)
    assert newest(read, sales) == ()


def test_a_chinese_name_needs_no_blank_after_it(write, read, acting, customer):
    ids = [named(write, "lina", "李娜"), named(write, "lin", "李")]
    id_ = logged(write, acting("sales"), customer, "@李娜看一下,@李也看,a@lina.example")
    mentions = read(lambda office: office.activities.load(id_)).values["mentions"]
    assert [link.id for link in mentions] == ids


@pytest.mark.parametrize("text", ["@nobody there", "mail to service@sales.com", "@", "5 @ 20 元"])
def test_an_unknown_word_after_an_at_is_plain_text(write, read, acting, customer, text):
    id_ = logged(write, acting("sales"), customer, text)
    assert read(lambda office: office.activities.load(id_)).values["mentions"] == ()


def test_a_name_of_several_colleagues_is_asked_about(write, acting, customer):
    named(write, "wei1", "王伟")
    named(write, "wei2", "王伟")
    with pytest.raises(ValidationFailed) as refused:
        logged(write, acting("sales"), customer, "@王伟 请看")
    assert refused.value.messages == {
        "content": "Several colleagues are called “王伟”. Write one of @wei1, @wei2."
    }
    logged(write, acting("sales"), customer, "@wei2 请看")


def test_who_may_not_see_the_customer_is_not_called_upon(write, read, acting):
    foreign = write(lambda office: office.customers.add(valid("customer")))
    boss = acting("administrator")
    with pytest.raises(ValidationFailed, match="Sales may not see this customer"):
        logged(write, boss, foreign, "@sales 请看")
    assert newest(read, acting("sales")) == ()
    assert read(lambda office: office.activities.count()) == 0
    sales = Link(acting("sales").user_id)
    write(
        lambda o: o.customers.save(o.customers.load(foreign).changed(collaborators=(sales,))), boss
    )
    logged(write, boss, foreign, "@sales 请看")
    assert len(newest(read, acting("sales"))) == 1


@pytest.mark.parametrize("state", [UserState.DISABLED, UserState.REMOVED])
def test_who_cannot_sign_in_is_not_called_upon(write, acting, customer, template, state):
    service = template.people["service"]
    sales = acting("sales")
    id_ = logged(write, sales, customer, "@service 请看")
    write(lambda o: o.users.save(o.users.load(service).changed(state=state)))
    with pytest.raises(ValidationFailed, match="Service can't sign in any more"):
        logged(write, sales, customer, "@service 请看")
    edited = "@service 请看\n不急"
    write(lambda o: o.activities.save(o.activities.load(id_).changed(content=edited)), sales)


def test_a_list_of_old_entries_calls_upon_nobody(opened, write, read, acting, customer):
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.activities.add_many([{"content": "@service 请看", "customer": Link(customer)}])
    assert newest(read, acting("service")) == ()


def test_who_cannot_sign_in_gets_no_notice_and_breaks_no_sender(
    write, read, acting, customer, template
):
    service = acting("service")
    removed = UserState.REMOVED
    write(
        lambda o: o.users.save(o.users.load(template.people["sales"]).changed(state=removed)),
    )
    write(lambda o: o.activities.comment(customer, "谁来跟?"), service)
    given = {"name": "寄样", "owner": Link(template.people["sales"])}
    write(lambda office: office.tasks.add(given))
    active = UserState.ACTIVE
    write(lambda o: o.users.save(o.users.load(template.people["sales"]).changed(state=active)))
    assert newest(read, acting("sales")) == ()


def test_an_entry_about_no_customer_calls_only_who_may_read_it(write, read, acting):
    with pytest.raises(ValidationFailed, match="Say which customer it is about"):
        logged(write, acting("service"), None, "@sales 内部培训")
    logged(write, acting("sales"), None, "@service 内部培训")
    assert newest(read, acting("service"))[0].sentence == "Sales mentioned you"


def test_who_writes_an_at_is_offered_active_colleagues(write, read, acting, template):
    left = template.people["finance"]
    write(lambda o: o.users.save(o.users.load(left).changed(state=UserState.REMOVED)))
    offered = read(lambda office: office.users.called("s"), acting("sales"))
    assert [one.name for one in offered] == ["Sales", "Service"]
    assert "Finance" not in [one.name for one in read(lambda office: office.users.called())]


def test_only_who_is_newly_called_upon_hears_of_an_edit(write, read, acting, customer):
    sales = acting("sales")
    id_ = logged(write, sales, customer, "@service 请看")
    text = "@service @finance 请看"
    write(lambda o: o.activities.save(o.activities.load(id_).changed(content=text)), sales)
    assert len(newest(read, acting("service"))) == len(newest(read, acting("finance"))) == 1


def test_an_undone_entry_takes_its_notices_along(opened, write, read, acting, customer):
    sales, service = acting("sales"), acting("service")
    with opened.database.write(sales) as office:
        office.activities.add({"content": "@service 秘密", "customer": Link(customer)})
    change = office.changes.change_set_id
    write(lambda office: office.undo(change), sales)
    assert newest(read, service) == ()
    assert read(lambda office: office.notices.unread(), service) == 0


def test_who_lost_the_customer_reads_nothing_more_of_it(write, read, acting, customer):
    boss = acting("administrator")
    logged(write, boss, customer, "@sales 请看")
    assert len(newest(read, acting("sales"))) == 1
    write(lambda o: o.customers.hand_over([customer], boss.user_id))
    assert newest(read, acting("sales")) == ()
    assert read(lambda office: office.notices.unread(), acting("sales")) == 0


def test_notices_are_read_one_by_one_or_all(write, read, acting, customer):
    sales, service = acting("sales"), acting("service")
    for number in range(5):
        logged(write, sales, customer, f"@service {number}")
    lines = newest(read, service, limit=2)
    assert [line.excerpt for line in lines] == ["@service 4", "@service 3"]
    older = newest(read, service, before=lines[-1].id)
    assert [line.excerpt for line in older] == ["@service 2", "@service 1", "@service 0"]
    write(lambda o: o.notices.mark_read([lines[0].id]), service)
    assert read(lambda o: o.notices.unread(), service) == 4
    write(lambda o: o.notices.mark_all_read(), sales)
    assert read(lambda o: o.notices.unread(), service) == 4
    write(lambda o: o.notices.mark_read([line.id for line in lines]), sales)
    assert read(lambda o: o.notices.unread(), service) == 4
    write(lambda o: o.notices.mark_all_read(), service)
    assert read(lambda o: o.notices.unread(), service) == 0
    assert all(line.is_read for line in newest(read, service))


def test_open_pages_hear_of_new_notices(opened, acting, customer):
    with opened.database.write(acting("sales")) as office:
        office.activities.add({"content": "@service 请看", "customer": Link(customer)})
    assert office.changes.touches("notice")


def test_what_was_read_long_ago_is_forgotten(opened, write, read, acting, clock, customer):
    sales, service = acting("sales"), acting("service")
    logged(write, sales, customer, "@service 旧")
    write(lambda o: o.notices.mark_all_read(), service)
    logged(write, sales, customer, "@service 未读")
    clock.pass_by(days=89)
    write(lambda o: o.notices.sweep())
    assert len(newest(read, service)) == 2
    clock.pass_by(days=2)
    write(lambda o: o.notices.sweep())
    assert [line.excerpt for line in newest(read, service)] == ["@service 未读"]


def test_a_task_given_by_a_colleague_is_told(write, read, acting, customer):
    sales, boss = acting("sales"), acting("administrator")
    owner = Link(sales.user_id)
    id_ = write(
        lambda o: o.tasks.add({"name": "寄样", "owner": owner, "customer": Link(customer)}), boss
    )
    (notice,) = newest(read, sales)
    assert notice.sentence == "Wang Xiaoyan gave you a task: 寄样"
    assert (notice.entity, notice.record_id) == ("task", id_)
    write(lambda o: o.tasks.finish([id_]), sales)
    assert read(lambda o: o.notices.unread(), sales) == 0


def test_a_list_of_old_comments_tells_nobody_and_calls_upon_nobody(
    opened, write, read, acting, customer
):
    old = {"content": "@service 请看", "customer": Link(customer), "kind": "comment"}
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        (id_,) = office.activities.add_many([old])
    assert read(lambda office: office.activities.load(id_)).values["mentions"] == ()
    assert newest(read, acting("sales")) == newest(read, acting("service")) == ()


def test_an_undo_that_brings_an_at_back_calls_upon_nobody_once_more(
    opened, write, read, acting, customer
):
    sales = acting("sales")
    id_ = logged(write, sales, customer, "@service 请看")
    with opened.database.write(sales) as office:
        office.activities.save(office.activities.load(id_).changed(content="请看"))
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    assert read(lambda office: office.activities.load(id_)).values["mentions"]
    assert len(newest(read, acting("service"))) == 1
