"""What can be wrong with a condition, said with its place."""

import unicodedata


class ConditionError(ValueError):
    """A condition that cannot be read; `sentence` says why, `line` and `column` (from 1) say where."""

    def __init__(self, sentence: str, source: str, position: int) -> None:
        self.sentence = sentence
        self.line = source.count("\n", 0, position) + 1
        start = source.rfind("\n", 0, position) + 1
        self.column = position - start + 1
        end = source.find("\n", position)
        excerpt = source[start : end if end >= 0 else None]
        low = max(0, self.column - 40)
        self.excerpt = f"{excerpt[low : low + 80]}\n{_blank(excerpt[low : self.column - 1])}^"
        super().__init__(f"第 {self.line} 行第 {self.column} 列：{sentence}\n{self.excerpt}")


def _blank(text: str) -> str:
    """Blanks as wide as the text, so that the caret stands below its character."""
    return "".join("\u3000" if unicodedata.east_asian_width(c) in "WF" else " " for c in text)


class EvaluationError(ValueError):
    """Values whose kinds do not fit the condition, such as a word compared with a number."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)
