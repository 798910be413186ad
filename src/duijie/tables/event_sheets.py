"""What the sheets of an event's workbook are called and what their columns mean; reader and template share it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventColumn:
    """`code` and `label` are both understood as headings; `choices` become a drop-down."""

    code: str
    label: str
    note: str = ""
    example: tuple[object, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class EventSheet:
    code: str
    label: str
    columns: tuple[EventColumn, ...]
    required: bool = True
    most: int = 1  # rows


SESSIONS = ("上午", "下午", "都可以")
YES_NO = ("是", "否")
_ID = "编号可以是数字或任何名称；不写就用行的次序"

SHEETS = (
    EventSheet(
        "event",
        "活动",
        (
            EventColumn("name", "活动名称", "印在日程上", ("产销对接会",)),
            EventColumn(
                "fairness", "空档最多相差", "任意两个参会方的空档次数最多差几次；不写是 2，写“不限”不管", (2,)
            ),
        ),
        required=False,
    ),
    EventSheet(
        "slots",
        "时段",
        (
            EventColumn(
                "id",
                "时段",
                "名称或时间，如 9:00–9:20；按时间先后一行一个",
                ("9:00–9:20", "9:20–9:40", "14:00–14:20"),
                required=True,
            ),
            EventColumn(
                "session", "上午下午", "下午之后又是上午，就算第二天", ("上午", "上午", "下午"), SESSIONS[:2]
            ),
            EventColumn(
                "lunch", "午餐", "午餐时段：每个参会方要空出其中一个，空着不算空档", ("", "", ""), YES_NO
            ),
        ),
        most=1_000,
    ),
    EventSheet(
        "tables",
        "桌位",
        (
            EventColumn("id", "桌号", _ID, ("1", "2"), required=True),
            EventColumn("room", "房间", "", ("一号厅", "二号厅")),
            EventColumn("away", "停用时段", "哪些时段不能用，用；隔开", ("", "14:00–14:20")),
        ),
        most=10_000,
    ),
    EventSheet(
        "participants",
        "参会方",
        (
            EventColumn("id", "参会方", "单位名称", ("甲轴承厂", "乙机床厂", "丙银行"), required=True),
            EventColumn("representatives", "代表人数", "可以同时谈几场；不写是 1", (1, 2, 1)),
            EventColumn("away", "不在场时段", "用；隔开；“下午”指全部下午时段", ("", "下午", "9:00–9:20")),
            EventColumn("wanted", "想要的时段", "用；隔开，尽量满足", ("9:20–9:40", "", "")),
            EventColumn("unwanted", "不想要的时段", "用；隔开，尽量避开"),
            EventColumn("floor", "最少场次", "从备选洽谈里至少安排几场"),
            EventColumn("cap", "最多场次", "从备选洽谈里至多安排几场"),
        ),
        most=20_000,
    ),
    EventSheet(
        "meetings",
        "洽谈",
        (
            EventColumn("id", "编号", _ID, ("1", "2")),
            EventColumn(
                "participants",
                "参加方",
                "谁和谁谈，用；隔开，可以多于两方",
                ("甲轴承厂；乙机床厂", "甲轴承厂；丙银行"),
                required=True,
            ),
            EventColumn("session", "上午下午", "不写是都可以", ("", "都可以"), SESSIONS),
            EventColumn("fixed", "固定时段", "必须在哪个时段"),
            EventColumn("after", "排在其后", "必须排在哪些洽谈之后，写它们的编号", ("", "1")),
            EventColumn("room", "指定房间"),
            EventColumn("table", "指定桌位"),
            EventColumn("must", "必须安排", "写“否”的是备选，按价值挑选；不写是必须", ("是", "是"), YES_NO),
            EventColumn("value", "价值", "备选洽谈值多少，如匹配评分；不写是 1"),
        ),
        most=100_000,
    ),
)
