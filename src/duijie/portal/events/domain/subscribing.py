"""The secret address at which a calendar reads a participant's agenda."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.models import Participant, Subscription
from duijie.portal.events.models.repair import new_key


@transaction.atomic
def renew_subscription(participant: Participant, *, by: Any) -> Subscription:
    """A new address; the one before it, if any, leads nowhere from now on. The record does not hold the key."""
    permissions.require(by, "answer", participant)
    one, _made = Subscription.objects.update_or_create(
        participant=participant, defaults={"key": new_key(), "made_at": timezone.now()}
    )
    record(by, "participant.subscribed", participant.event, party=participant.party_id)
    return one
