"""The acts on agreements; everything that writes is here."""

from duijie.portal.agreements.domain.configuring import set_rules
from duijie.portal.agreements.domain.confirming import confirm, confirm_on_paper, decline, send, take_back
from duijie.portal.agreements.domain.drafting import Signs, Sources, assign, draft, save
from duijie.portal.agreements.domain.escalating import escalate_overdue
from duijie.portal.agreements.domain.importing import import_agreements
from duijie.portal.agreements.domain.landing import record_landed, withdraw_landed
from duijie.portal.agreements.domain.milestones import (
    add_milestone,
    attach_evidence,
    change_milestone,
    drop_milestone,
    finish_milestone,
)
from duijie.portal.agreements.domain.objections import answer_objection, raise_objection, withdraw_objection
from duijie.portal.agreements.domain.stages import move

__all__ = [
    "Signs",
    "Sources",
    "add_milestone",
    "answer_objection",
    "assign",
    "attach_evidence",
    "change_milestone",
    "confirm",
    "confirm_on_paper",
    "decline",
    "draft",
    "drop_milestone",
    "escalate_overdue",
    "finish_milestone",
    "import_agreements",
    "move",
    "raise_objection",
    "record_landed",
    "save",
    "send",
    "set_rules",
    "take_back",
    "withdraw_landed",
    "withdraw_objection",
]
