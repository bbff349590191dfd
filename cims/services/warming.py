"""What every session needs and no vault decides, made while the password is typed.

The first save would else read the tables of sounds and compile a dozen statements.
"""

from cims.services import audit, child_rows, search, storage
from cims.services.customer_texts import queries_for_people
from cims.services.entity import Entity
from cims.services.office import ROOMS, next_commit
from cims.services.rights import Actor
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts, document_of
from cims.services.settings import setting_query

NAME = "恒泰 é"  # of Chinese characters and of letters that folding changes


def warm_up() -> None:
    """Read the tables of sounds and compile what a first list and a first save ask."""
    document_of(Texts((NAME,), (NAME,), ("13800138000",)))
    sort_key(NAME)
    setting_query()
    next_commit()
    queries_for_people()
    audit.entering()
    for room in ROOMS:
        compile_all(room.entity)


def compile_all(entity: Entity) -> None:
    """The statements for one record and for a search, as for whoever may see all records."""
    everybody = Actor.office()
    search.newest_hits(entity)
    search.entry(entity)
    storage.seen(storage.asked(entity, everybody))
    storage.fetching(storage.asked(entity, everybody, entity.fields))
    storage.fetching(storage.asked(entity, everybody, (entity.field(entity.title),)))
    if entity.prefix:
        search.look_up(storage.asked(entity, everybody))
    for field in entity.many:
        child_rows.child_query(field)
        child_rows.filling(field)
        child_rows.removal(field)
