"""Tokens into a tree, by recursive descent; every error has its place and a remedy."""

import difflib
from collections.abc import Collection, Mapping

from duijie.engine.conditions import functions
from duijie.engine.conditions.errors import ConditionError
from duijie.engine.conditions.lexer import Token, tokens, unit_of
from duijie.engine.conditions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Field,
    Items,
    Literal,
    Many,
    Node,
    Not,
    kind,
)

MAX_DEPTH = 50
MAX_ARITHMETIC = 100
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_KINDS = {"number": "数字", "text": "带引号的文字", "date": "日期", "truth": "条件", "list": "列表"}


class Parser:
    """Reads one condition; `names` are aliases of fields, `known` the fields that exist (all, if None)."""

    def __init__(self, source: str, names: Mapping[str, str], known: Collection[str] | None) -> None:
        self._source, self._names, self._known = source, names, known
        self._tokens = tokens(source)
        self._at = 0
        self._depth = 0
        self._arithmetic = 0

    def parse(self) -> Node:
        node = self._either()
        if self._now.kind != "end":
            raise self._error(f"“{self._now.text}”之前少了“且”“或”或比较符号。")
        if not _is_truth(node):
            raise ConditionError("这不是一个条件：结果要能判断是或否。", self._source, 0)
        return node

    def parse_number(self) -> Node:
        """A formula, the value of which is a number."""
        node = self._sum()
        if self._now.kind != "end":
            raise self._error(f"“{self._now.text}”之前少了“+”“-”“*”或“/”。")
        if _kind(node) not in ("number", None):
            raise ConditionError("这不是一个算式：结果要是数字。", self._source, 0)
        return node

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *kinds: str) -> Token | None:
        if self._now.kind not in kinds:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, kind: str, sentence: str) -> Token:
        taken = self._take(kind)
        if taken is None:
            raise self._error(sentence)
        return taken

    def _error(self, sentence: str, token: Token | None = None) -> ConditionError:
        return ConditionError(sentence, self._source, (token or self._now).position)

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"括号套得太深，最多 {MAX_DEPTH} 层。")
        node = self._many("or", lambda: self._many("and", self._negated))
        self._depth -= 1
        return node

    def _many(self, operator: str, part) -> Node:  # type: ignore[no-untyped-def]
        start = self._now
        terms = [part()]
        while self._take(operator):
            terms.append(part())
        if len(terms) == 1:
            return terms[0]
        for term in terms:
            self._require_truth(term, start)
        return Many(operator, tuple(terms))

    def _negated(self) -> Node:
        negations = 0
        start = self._now
        while self._take("not"):
            negations += 1
        node = self._comparison()
        if negations:
            self._require_truth(node, start)
        return Not(node) if negations % 2 else node

    def _comparison(self) -> Node:
        start = self._now
        left = self._sum()
        links: list[Node] = []
        while operator := self._take(*_COMPARISONS):
            right = self._sum()
            self._check_kinds(left, right, operator)
            links.append(Compare(operator.kind, left, right))
            left = right
        if links:
            return links[0] if len(links) == 1 else Many("and", tuple(links))
        return self._membership(left, start)

    def _membership(self, left: Node, start: Token) -> Node:
        negated = self._take("not in") is not None
        if not negated and self._now.kind == "not" and self._tokens[self._at + 1].kind == "in":
            self._at += 2
            negated = True
        if not negated and not self._take("in"):
            return left
        right = self._sum()
        if not isinstance(right, (Items, Field)):
            raise self._error('“属于”后面要写一个列表，如 ["甲", "乙"]，或一个列表字段。', start)
        node: Node = Call("contains", (right, left))
        return Not(node) if negated else node

    def _sum(self) -> Node:
        node = self._product()
        while operator := self._take("+", "-"):
            node = self._operation(operator, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._unary()
        while operator := self._take("*", "/"):
            node = self._operation(operator, node, self._unary())
        return node

    def _operation(self, operator: Token, left: Node, right: Node) -> Node:
        self._arithmetic += 1
        if self._arithmetic > MAX_ARITHMETIC:
            raise self._error(f"加减乘除太多，一个条件里最多 {MAX_ARITHMETIC} 次。", operator)
        return Arithmetic(operator.kind, self._number(left, operator), self._number(right, operator))

    def _unary(self) -> Node:
        minus = 0
        start = self._now
        while self._take("-"):
            minus += 1
        node = self._atom()
        if not minus:
            return node
        if isinstance(node, Literal) and isinstance(node.value, float):
            return Literal(node.value * (-1.0) ** minus, node.unit)
        self._number(node, start)
        return self._operation(start, Literal(0.0), node) if minus % 2 else node

    def _atom(self) -> Node:
        if token := self._take("number", "string", "date", "truth"):
            unit = unit_of(token.text) if token.kind == "number" else ""
            return Literal(token.value, unit[-1:])  # type: ignore[arg-type]
        if self._take("("):
            node = self._either()
            self._expect(")", "少了右括号。")
            return node
        if self._take("["):
            return self._items()
        if token := self._take("name"):
            return self._call(token) if self._now.kind == "(" else self._field(token)
        what = f"“{self._now.text}”" if self._now.kind != "end" else "条件的结尾"
        raise self._error(f"{what}之前少了一个值、字段或条件。")

    def _items(self) -> Items:
        values: list[Literal] = []
        while not self._take("]"):
            start = self._now
            sign = -1.0 if self._take("-") else 1.0
            token = self._take("number") if sign < 0 else self._take("number", "string", "date")
            if token is None:
                raise self._error("列表里只能写数字、日期和带引号的文字，以“]”结尾。")
            values.append(Literal(sign * token.value if isinstance(token.value, float) else token.value))  # type: ignore[arg-type]
            if _kind(values[-1]) != _kind(values[0]):
                raise self._error("列表里的各项要是同一类值。", start)
            if not self._take(",") and self._now.kind != "]":
                raise self._error("列表的各项之间要用逗号隔开，以“]”结尾。")
        return Items(tuple(values))

    def _field(self, token: Token) -> Field:
        name = self._names.get(token.text, token.text)
        if self._known is not None and name not in self._known:
            near = difflib.get_close_matches(token.text, [*self._names, *self._known], n=1)
            hint = f"是不是“{near[0]}”？" if near else ""
            raise self._error(f"没有“{token.text}”这个字段。{hint}", token)
        return Field(name)

    def _call(self, token: Token) -> Call:
        signature = functions.find(token.text)
        if signature is None:
            near = difflib.get_close_matches(token.text, [*functions.SIGNATURES, *functions.CHINESE], n=1)
            raise self._error(f"没有“{token.text}”这个函数。{f'是不是“{near[0]}”？' if near else ''}", token)
        self._take("(")
        arguments: list[Node] = []
        while not self._take(")"):
            arguments.append(self._either())
            if not self._take(",") and self._now.kind != ")":
                raise self._error("函数的各项之间要用逗号隔开，以右括号结尾。")
        if not signature.least <= len(arguments) <= signature.most:
            raise self._error(
                f"“{token.text}”要写 {signature.least} 项，这里写了 {len(arguments)} 项。", token
            )
        if signature.name == "at_least":
            self._check_at_least(arguments, token)
        self._check_arguments(signature, arguments, token)
        return Call(signature.name, tuple(arguments))

    def _check_at_least(self, arguments: list[Node], token: Token) -> None:
        first = arguments[0]
        if (
            not isinstance(first, Literal)
            or not isinstance(first.value, float)
            or not first.value.is_integer()
        ):
            raise self._error("“至少”的第一项是个整数。", token)
        for term in arguments[1:]:
            self._require_truth(term, token)

    def _check_arguments(self, signature: functions.Signature, arguments: list[Node], token: Token) -> None:
        for place, argument in enumerate(arguments):
            kinds = signature.kinds(place)
            if kinds and _kind(argument) not in (*kinds, None):
                wanted = "或".join(_KINDS[k] for k in kinds)
                raise self._error(f"“{token.text}”的第 {place + 1} 项要是{wanted}。", token)

    def _require_truth(self, node: Node, token: Token) -> None:
        if not _is_truth(node):
            raise self._error("“且”“或”“非”两边都要是能判断是或否的条件。", token)

    def _number(self, node: Node, token: Token) -> Node:
        if _kind(node) not in ("number", None):
            raise self._error("只有数字能加减乘除。", token)
        return node

    def _check_kinds(self, left: Node, right: Node, operator: Token) -> None:
        kinds = {_kind(left), _kind(right)} - {None}
        if len(kinds) > 1:
            raise self._error("两边不是同一类值，比不了。", operator)
        if operator.kind not in ("=", "!=") and kinds & {"text", "truth", "list"}:
            raise self._error("文字、列表和是否没有大小，只能用“=”或“!=”。", operator)
        if "list" in kinds:
            raise self._error("列表之间用“包含全部”或“包含任一”比较。", operator)


def _kind(node: Node) -> str | None:
    """number, text, date, truth or list where the text of the condition tells; None where only values will."""
    if isinstance(node, Literal):
        return kind(node.value)
    if isinstance(node, Items):
        return "list"
    if isinstance(node, Arithmetic):
        return "number"
    if isinstance(node, Call):
        if node.function in ("min", "max"):
            return None
        return "truth" if functions.SIGNATURES[node.function].truth else "number"
    return None if isinstance(node, Field) else "truth"


def _is_truth(node: Node) -> bool:
    ordered = isinstance(node, Call) and node.function in ("min", "max")
    return not ordered and _kind(node) in ("truth", None)
