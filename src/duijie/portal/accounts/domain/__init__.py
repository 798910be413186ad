"""Business acts on accounts."""

from duijie.portal.accounts.domain.invitations import accept, find_open, invite, revoke
from duijie.portal.accounts.domain.registrations import Applicant, approve, give_back, register_firm
from duijie.portal.accounts.domain.users import (
    activate,
    create_operator,
    deactivate,
    edit_self,
    password_link,
)

__all__ = [
    "Applicant",
    "accept",
    "activate",
    "approve",
    "create_operator",
    "deactivate",
    "edit_self",
    "find_open",
    "give_back",
    "invite",
    "password_link",
    "register_firm",
    "revoke",
]
