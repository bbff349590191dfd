"""A key derivation that costs nothing, so that tests can derive thousands of times."""

from cims.services.vault.policy import KdfPolicy

WEAK = KdfPolicy(
    floor_kib=64,
    cap_kib=1024,
    floor_t=1,
    cap_t=10,
    cap_p=4,
    cap_kib_times_t=4096,
    write_kib=64,
    target_seconds=0,
)
