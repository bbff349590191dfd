"""The audit chain: what was written cannot be rewritten unseen."""

import os
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cims.services.vault import chain
from cims.services.vault.audit_row import chained, evolve, tag_of, tagged
from cims.services.vault.audit_walk import is_kept
from cims.services.vault.canon import NotCanonical, canon
from cims.services.vault.chain import Anchor, AuditRow, Fault, Reason
from cims.services.vault.sealing import NotSealedByUs

VAULT = "11111111-2222-4333-8444-555555555555"
BRANCH = bytes(range(16))
AUDITOR = X25519PrivateKey.generate()
AP = AUDITOR.public_key().public_bytes_raw()


class Log:
    """A log as the office writes it."""

    def __init__(self):
        self.rows = []
        self.keys = []
        self.branch = BRANCH
        self.segment = 0

    def begin(self, reason=Reason.NEW, branch=None, jump=0):
        self.branch = branch or self.branch
        self.segment += 1
        self.key = os.urandom(32)
        seq = len(self.rows) + 1 + jump
        sealed = chain.seal_seed(AP, VAULT, self.branch, self.segment, seq, self.key)
        self.add(seam=chain.seam_text(reason, self.branch, sealed, {"app": "0.1"}), seq=seq)

    def add(self, seam=None, seq=None):
        before = self.rows[-1] if self.rows else None
        seq = seq or (before.seq + 1 if before else 1)
        prev = before.tag if before else chain.FIRST_PREV_TAG
        self.rows.append(self.signed(entry(seq, self.segment, seam, prev), self.key))
        self.keys.append(self.key)
        self.key = chain.evolve(self.key)

    def signed(self, row, key):
        return row._replace(tag=chain.tag_of(key, VAULT, self.branch, row))


def entry(seq, segment=1, seam=None, prev=chain.FIRST_PREV_TAG):
    uuid = seq.to_bytes(16, "big")
    return AuditRow(
        seq, segment, 10**15 + seq, "ok", seq % 7, "s", seq, "edit", "customer", seq, uuid, None,
        bytes([seq % 256]) * 32, seam, prev,
    )  # fmt: skip


def seeds(seam):
    return chain.open_seed(AUDITOR.private_bytes_raw(), VAULT, seam)


def judged(rows, anchors=()):
    return chain.verify(rows, VAULT, seeds, anchors)


@pytest.fixture
def log():
    log = Log()
    log.begin()
    for _ in range(399):
        log.add()
    return log


def test_an_honest_log_is_fine(log):
    verdict = judged(log.rows, [Anchor(BRANCH, 400, log.rows[-1].tag)])
    assert verdict.fine
    assert (verdict.rows, verdict.last_seq, verdict.last_tag) == (400, 400, log.rows[-1].tag)
    assert [seam.reason for seam in verdict.seams] == [Reason.NEW]


def test_an_empty_log_has_nothing_wrong_but_misses_its_anchors():
    assert judged([]).fine
    assert judged([], [Anchor(BRANCH, 1, bytes(32))]).fault is Fault.ANCHOR


def test_an_anchor_of_rows_that_a_restore_abandoned_does_not_count(log):
    abandoned = [Anchor(BRANCH, 420, os.urandom(32))]
    assert judged(log.rows, abandoned).fault is Fault.ANCHOR
    log.begin(Reason.RESTORED, jump=50)
    assert judged(log.rows, abandoned).fine


def test_an_anchor_of_a_branch_that_was_left_is_compared_where_its_row_stands(log):
    log.begin(Reason.COPIED, branch=bytes(16))
    assert judged(log.rows, [Anchor(BRANCH, 450, bytes(32))]).fine
    assert judged(log.rows, [Anchor(BRANCH, 350, bytes(32))]).bad_seq == 350
    assert judged(log.rows[:400], [Anchor(bytes(16), 401, bytes(32))]).bad_seq == 401


def forged(rows, at, key):
    """Rows from `at` on, rewritten with `key` as if it were that row's."""
    prev = rows[at - 1].tag if at else chain.FIRST_PREV_TAG
    for number in range(at, len(rows)):
        row = rows[number]._replace(actor=99, prev_tag=prev)
        rows[number] = row._replace(tag=chain.tag_of(key, VAULT, BRANCH, row))
        prev, key = rows[number].tag, chain.evolve(key)


def test_two_hundred_manipulations_with_todays_key_are_all_found(log):
    chance = random.Random(1)
    anchor = [Anchor(BRANCH, 400, log.rows[-1].tag)]
    for _ in range(200):
        rows, at = list(log.rows), chance.randrange(400)
        how = chance.choice(["edit", "delete", "swap", "insert", "cut", "reforge"])
        if how == "edit":
            field = chance.choice(["at_utc", "actor", "action", "detail", "customer_id", "seam"])
            rows[at] = rows[at]._replace(**{field: None if field == "seam" else 12})
            if field == "detail":
                rows[at] = log.rows[at]._replace(detail=bytes(32))
            if field == "action":
                rows[at] = log.rows[at]._replace(action="view")
            if rows[at] == log.rows[at]:
                continue
        elif how == "delete":
            del rows[at]
        elif how == "swap":
            other = (at + 1) % 400
            rows[at], rows[other] = rows[other], rows[at]
        elif how == "insert":
            rows.insert(at, rows[at])
        elif how == "cut":
            rows = rows[:at]
        else:
            forged(rows, at, log.key)
        assert not judged(rows, anchor).fine, (how, at)


def test_the_first_bad_row_and_the_reason_are_named(log):
    rows = list(log.rows)
    rows[249] = rows[249]._replace(actor=99)
    verdict = judged(rows)
    assert (verdict.bad_seq, verdict.fault) == (250, Fault.TAG)
    assert verdict.fault.sentence == "the row was changed"
    del rows[99]
    verdict = judged(rows)
    assert (verdict.bad_seq, verdict.fault) == (101, Fault.GAP)


def test_a8_the_key_of_an_old_backup_would_rewrite_but_todays_key_cannot(log):
    with_old_key = list(log.rows)
    forged(with_old_key, 250, log.keys[250])
    assert judged(with_old_key).fine, "this is why no backup may hold a chain key"
    anchored = judged(with_old_key, [Anchor(BRANCH, 400, log.rows[-1].tag)])
    assert (anchored.bad_seq, anchored.fault) == (400, Fault.ANCHOR)
    with_todays_key = list(log.rows)
    forged(with_todays_key, 250, log.key)
    assert judged(with_todays_key).bad_seq == 251


def test_a_cut_tail_is_found_by_an_anchor_only(log):
    assert judged(log.rows[:300]).fine
    verdict = judged(log.rows[:300], [Anchor(BRANCH, 350, log.rows[349].tag)])
    assert (verdict.bad_seq, verdict.fault) == (350, Fault.ANCHOR)


def test_a_new_segment_goes_on_where_the_last_one_ended(log):
    log.begin(Reason.HEAD_LOST)
    log.add()
    log.begin(Reason.COPIED, branch=bytes(16))
    log.add()
    verdict = judged(log.rows)
    assert verdict.fine
    assert [seam.segment for seam in verdict.seams] == [1, 2, 3]
    assert verdict.seams[2].branch_id == bytes(16)
    assert verdict.seams[1].more == {"app": "0.1"}


def test_only_a_restored_segment_may_jump_in_number(log):
    log.begin(Reason.RESTORED, jump=50)
    log.add()
    assert judged(log.rows).fine
    other = Log()
    other.begin()
    other.begin(Reason.HEAD_LOST, jump=50)
    assert judged(other.rows).fault is Fault.GAP


def test_a_segment_without_a_valid_seam_is_found(log):
    stranger = X25519PrivateKey.generate().public_key().public_bytes_raw()
    key, prev = os.urandom(32), log.rows[-1].tag
    for sealed_to, reason, segment in (
        (stranger, Reason.HEAD_LOST, 2),
        (AP, Reason.NEW, 2),
        (AP, Reason.HEAD_LOST, 3),
    ):
        sealed = chain.seal_seed(sealed_to, VAULT, BRANCH, segment, 401, key)
        seam = chain.seam_text(reason, BRANCH, sealed, {})
        row = log.signed(entry(401, segment, seam, prev), key)
        assert judged([*log.rows, row]).bad_seq == 401
    bare = log.signed(entry(401, 2, None, prev), key)
    assert judged([*log.rows, bare]).fault is Fault.SEAM
    assert judged(log.rows[1:]).fault is Fault.SEAM


def test_a_seam_is_bound_to_its_place(log):
    seam = chain.read_seam(log.rows[0])
    with pytest.raises(NotSealedByUs):
        seeds(chain.Seam(2, seam.segment, seam.branch_id, seam.reason, seam.seed))
    with pytest.raises(NotSealedByUs):
        seeds(chain.Seam(seam.seq, seam.segment, bytes(16), seam.reason, seam.seed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"branch":"00","reason":"new","seed":""}',
        '{"branch":"' + "0" * 32 + '","reason":"old","seed":""}',
        '{"branch":"' + "0" * 32 + '","reason":["new"],"seed":""}',
        '{"branch":"' + "0" * 32 + '","reason":"new","seed":"?"}',
        '{"branch":7,"reason":"new","seed":""}',
    ],
)
def test_a_malformed_seam_is_refused(log, text):
    with pytest.raises(NotCanonical):
        chain.read_seam(log.rows[0]._replace(seam=text))
    assert judged([log.rows[0]._replace(seam=text)]).fault is Fault.SEAM


def test_the_text_under_a_tag_is_canonical_json():
    awkward = entry(7, seam='"\\\n\u2028客\x01')._replace(actor="张总", session=None, action='a"b')
    parts = [
        "cims/audit/v1", VAULT, BRANCH.hex(), 7, 1, 10**15 + 7, "ok", "张总", None, 7, 'a"b',
        "customer", 7, (7).to_bytes(16, "big").hex(), None, (bytes([7]) * 32).hex(),
        awkward.seam, "0" * 64,
    ]  # fmt: skip
    assert tagged(VAULT, BRANCH.hex(), awkward) == canon(parts)


def test_a_value_that_canonical_json_cannot_hold_gets_no_tag():
    for change in ({"at_utc": -1}, {"action": "\ud800"}, {"actor": True}, {"record_id": 2**53}):
        with pytest.raises(NotCanonical):
            chain.tag_of(bytes(32), VAULT, BRANCH, entry(1)._replace(**change))


def test_rows_after_a_crash_are_caught_up_and_checked(log):
    at = log.rows[396]
    caught = chain.catch_up(log.rows[397:], VAULT, BRANCH, log.keys[397], at.seq, at.tag)
    assert caught == (log.key, 400, log.rows[-1].tag)
    with pytest.raises(NotSealedByUs, match="audit row 399"):
        changed = [log.rows[397], log.rows[398]._replace(actor=99)]
        chain.catch_up(changed, VAULT, BRANCH, log.keys[397], at.seq, at.tag)
    with pytest.raises(NotSealedByUs):
        chain.catch_up(log.rows[398:], VAULT, BRANCH, log.keys[398], at.seq, at.tag)


def test_a_detail_is_bound_to_its_salt_and_a_changed_one_is_found():
    salt, diff = os.urandom(32), {"phone": ["1", "2"]}
    kept = chain.detail_digest(salt, diff)
    assert kept != chain.detail_digest(os.urandom(32), diff)
    assert is_kept(kept, salt, canon(diff).decode())
    for other in (canon({"phone": ["1", "3"]}).decode(), None, 5, canon(diff)):
        assert not is_kept(kept, salt, other)
    assert not is_kept(None, salt, canon(diff).decode())


def test_rows_chained_in_bulk_are_those_chained_one_by_one() -> None:
    first = AuditRow(7, 1, 1_000, "ok", 3, "s", 12, "create", "customer", None, None, None, None,
                     None, b"\x01" * 32)  # fmt: skip
    subjects = [(5, b"\x05" * 16, 5, b"\x06" * 32), (6, b"\x07" * 16, None, b"\x08" * 32)]
    branch, key = bytes(16), b"k" * 32
    rows, last_key = chained(key, "vault", branch, first, subjects)
    seq, prev_tag = first.seq, first.prev_tag
    for (record, uuid, customer, detail), row in zip(subjects, rows, strict=True):
        expected = first._replace(
            seq=seq, prev_tag=prev_tag, record_id=record, record_uuid=uuid, customer_id=customer,
            detail=detail,
        )  # fmt: skip
        tag = tag_of(key, "vault", branch, expected)
        assert row == expected._replace(tag=tag)
        key, seq, prev_tag = evolve(key), seq + 1, tag
    assert last_key == key
