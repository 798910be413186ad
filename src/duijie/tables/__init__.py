"""Excel and CSV in and out: schemas, reading with row-and-cell reports, templates, workbooks."""

from duijie.tables.allocation_sheet import ALLOCATION_COLUMNS, allocation_facts, write_allocation
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
    "ReadResult",
    "Schema",
    "UnusableFile",
    "allocation_facts",
    "listing_schema",
    "read_judged",
    "read_pairs",
    "read_table",
    "read_texts",
    "write_allocation",
    "write_matches",
    "write_pairs",
    "write_rows",
    "write_template",
]
