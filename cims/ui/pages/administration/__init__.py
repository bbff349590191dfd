"""Settings: who may do what, and what is decided for the whole office."""

from cims.ui.pages.administration.administration_page import AdministrationPage
from cims.ui.pages.administration.letterhead_page import LetterheadPage
from cims.ui.pages.administration.office_page import OfficePage
from cims.ui.pages.administration.people_work import PeopleWork
from cims.ui.pages.administration.roles_page import RolesPage
from cims.ui.pages.administration.staff import LATER
from cims.ui.pages.administration.teams_page import TeamsPage
from cims.ui.pages.administration.users_page import UsersPage

__all__ = [
    "LATER",
    "AdministrationPage",
    "LetterheadPage",
    "OfficePage",
    "PeopleWork",
    "RolesPage",
    "TeamsPage",
    "UsersPage",
]
