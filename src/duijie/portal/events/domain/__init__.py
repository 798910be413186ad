"""The acts of the events app; everything that writes is here."""

from duijie.portal.events.domain.drafting import lock, move, store_agenda, undo, unlock
from duijie.portal.events.domain.floor import (
    check_in,
    mark_missed,
    mark_no_show,
    take_back_missed,
    take_back_no_show,
    undo_check_in,
    walk_in,
)
from duijie.portal.events.domain.importing import invite_list
from duijie.portal.events.domain.inviting import answer, invite, remind, save_participant
from duijie.portal.events.domain.layout import (
    add_slots,
    add_tables,
    lay_out,
    save_slots,
    save_table,
    save_tables,
)
from duijie.portal.events.domain.life import (
    cancel_event,
    close_event,
    create_event,
    open_event,
    reopen_event,
    save_event,
    start_event,
    start_matching,
)
from duijie.portal.events.domain.outcomes import record_outcome
from duijie.portal.events.domain.programme import add_item, move_item, remove_item, save_item
from duijie.portal.events.domain.proposing import (
    add_meeting,
    cancel_meeting,
    change_meeting,
    propose,
    restore_meeting,
)
from duijie.portal.events.domain.publishing import publish
from duijie.portal.events.domain.remedies import apply_remedy
from duijie.portal.events.domain.repairing import apply_repair, ask_repair, discard_repair
from duijie.portal.events.domain.subscribing import renew_subscription
from duijie.portal.events.domain.taking_part import apply, saw_agenda, wish

__all__ = [
    "add_item",
    "add_meeting",
    "add_slots",
    "add_tables",
    "answer",
    "apply",
    "apply_remedy",
    "apply_repair",
    "ask_repair",
    "cancel_event",
    "cancel_meeting",
    "change_meeting",
    "check_in",
    "close_event",
    "create_event",
    "discard_repair",
    "invite",
    "invite_list",
    "lay_out",
    "lock",
    "mark_missed",
    "mark_no_show",
    "move",
    "move_item",
    "open_event",
    "propose",
    "publish",
    "record_outcome",
    "remind",
    "remove_item",
    "renew_subscription",
    "reopen_event",
    "restore_meeting",
    "save_event",
    "save_item",
    "save_participant",
    "save_slots",
    "save_table",
    "save_tables",
    "saw_agenda",
    "start_event",
    "start_matching",
    "store_agenda",
    "take_back_missed",
    "take_back_no_show",
    "undo",
    "undo_check_in",
    "unlock",
    "walk_in",
    "wish",
]
