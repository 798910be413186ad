"""What was signed, and what becomes of it: signatories, milestones, money, objections, escalations, the city's rules."""

from duijie.portal.agreements.models.agreement import Agreement, Series, Signatory
from duijie.portal.agreements.models.escalation import Escalation
from duijie.portal.agreements.models.landing import Evidence, LandedAmount, Milestone
from duijie.portal.agreements.models.objection import Objection
from duijie.portal.agreements.models.rules import LandingRules

__all__ = [
    "Agreement",
    "Escalation",
    "Evidence",
    "LandedAmount",
    "LandingRules",
    "Milestone",
    "Objection",
    "Series",
    "Signatory",
]
