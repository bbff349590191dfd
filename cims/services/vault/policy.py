"""How much a guess at a password must cost; only composition roots choose a policy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KdfPolicy:
    """Bounds of Argon2id: what the reader accepts and what the writer aims at.

    Memory in KiB. Without defaults, so that nobody gets a weaker policy by leaving one out.
    """

    floor_kib: int
    cap_kib: int
    floor_t: int
    cap_t: int
    cap_p: int
    cap_kib_times_t: int
    write_kib: int
    target_seconds: float

    def accepts(self, m_kib: int, t: int, p: int) -> bool:
        """Whether a slot file may name these parameters."""
        return (
            self.floor_kib <= m_kib <= self.cap_kib
            and self.floor_t <= t <= self.cap_t
            and 1 <= p <= self.cap_p
            and m_kib * t <= self.cap_kib_times_t
        )


STRONG = KdfPolicy(
    floor_kib=64 * 1024,
    cap_kib=1024 * 1024,
    floor_t=3,
    cap_t=10,
    cap_p=4,
    cap_kib_times_t=4 * 1024 * 1024,
    write_kib=256 * 1024,
    target_seconds=0.5,
)

# For reading names only: nothing is derived with it, and sign-in reads the file again.
LISTING = KdfPolicy(
    floor_kib=8,
    cap_kib=1024 * 1024,
    floor_t=1,
    cap_t=10,
    cap_p=4,
    cap_kib_times_t=4 * 1024 * 1024,
    write_kib=8,
    target_seconds=0,
)
