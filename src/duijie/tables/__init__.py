"""Excel and CSV in and out: schemas, reading with row-and-cell reports, templates, workbooks."""

from duijie.tables.agenda_sheets import agenda_facts, write_agenda
from duijie.tables.allocation_sheet import ALLOCATION_COLUMNS, allocation_facts, write_allocation
from duijie.tables.dzn import read_dzn
from duijie.tables.event_reader import EventFile, read_event, with_fairness
from duijie.tables.event_template import write_event_template
from duijie.tables.pairs import read_judged, read_pairs
from duijie.tables.problems import CellProblem, UnusableFile
from duijie.tables.reader import ReadResult, read_table, read_texts
from duijie.tables.rows import write_pairs, write_rows
from duijie.tables.schemas import Column, Schema, listing_schema
from duijie.tables.template import write_template
from duijie.tables.workbook import write_matches

__all__ = [
    "ALLOCATION_COLUMNS",
    "CellProblem",
    "Column",
    "EventFile",
    "ReadResult",
    "Schema",
    "UnusableFile",
    "agenda_facts",
    "allocation_facts",
    "listing_schema",
    "read_dzn",
    "read_event",
    "read_judged",
    "read_pairs",
    "read_table",
    "read_texts",
    "with_fairness",
    "write_agenda",
    "write_allocation",
    "write_event_template",
    "write_matches",
    "write_pairs",
    "write_rows",
    "write_template",
]
