"""The words and signs of an expression: anything else, and anything hidden between them, is refused."""

import re
from itertools import zip_longest

from sqlglot import Token, TokenType
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import TokenError

from liuke.expression.node import FUNCTIONS, RefusedError, not_allowed
from liuke.language import Text

MOST_CHARACTERS, MOST_WORDS, DEEPEST = 1_000, 200, 20
"""How long an expression may be, of how many words and signs, and how deep its brackets may be nested."""
SHORTER = Text(
    "Split it into several metrics, or move a part into `where`.", "请拆成多个指标，或将一部分移入 `where`。"
)

_GROUPING = {"and", "or", "not", "in", "between", "like", "case", "when", "then", "else"}
"""Words that a bracket may follow without being a function."""
_WORDS = _GROUPING | {"is", "null", "end", "true", "false", "date", "if"}
_SIGNS = {
    TokenType.L_PAREN,
    TokenType.R_PAREN,
    TokenType.COMMA,
    TokenType.PLUS,
    TokenType.DASH,
    TokenType.STAR,
    TokenType.SLASH,
    TokenType.EQ,
    TokenType.NEQ,
    TokenType.LT,
    TokenType.LTE,
    TokenType.GT,
    TokenType.GTE,
    TokenType.NUMBER,
    TokenType.STRING,
}


def read_words(text: str, dialect: Dialect) -> list[Token]:
    """Return the words and signs of a text; raises `RefusedError` for any that is not of the language."""
    _check_text(text)
    try:
        tokens = dialect.tokenize(text)
    except TokenError as fault:
        raise RefusedError(Text("a quotation mark is not closed.", "引号没有闭合。")) from fault
    if len(tokens) > MOST_WORDS:
        told = Text("it has more than {most} words and signs.", "超过 {most} 个词与符号。")
        raise RefusedError(told.fill(most=MOST_WORDS), SHORTER)
    names = {TokenType.VAR, TokenType.IDENTIFIER, *dialect.parser_class.ID_VAR_TOKENS}
    depth = end = 0
    for token, following in zip_longest(tokens, tokens[1:]):
        _check_gap(text[end : token.start], end)
        end = token.end + 1
        called = following is not None and following.token_type is TokenType.L_PAREN
        if token.token_type not in _SIGNS:
            _check_word(text[token.start : end], token.start + 1, named=token.token_type in names, called=called)
        depth += _deeper(token)
        if depth > DEEPEST:
            told = Text("brackets are nested more than {most} deep.", "括号嵌套超过 {most} 层。")
            raise RefusedError(told.fill(most=DEEPEST), SHORTER, token.start + 1)
    _check_gap(text[end:], end)
    return tokens


def _check_text(text: str) -> None:
    if not text.strip():
        raise RefusedError(Text("the expression is empty.", "表达式为空。"))
    if len(text) > MOST_CHARACTERS:
        told = Text("it has more than {most} characters.", "超过 {most} 个字符。")
        raise RefusedError(told.fill(most=MOST_CHARACTERS), SHORTER)
    for place, character in enumerate(text, 1):
        if not character.isprintable() and character not in "\n\r\t\u3000":
            raise RefusedError(Text("a control character is not allowed.", "不允许使用控制字符。"), at=place)


def _check_gap(between: str, start: int) -> None:
    """Refuse what stands between two words and is not blank: a comment."""
    if between.strip():
        at = start + len(between) - len(between.lstrip()) + 1
        raise RefusedError(Text("comments are not allowed.", "不允许使用注释。"), at=at)


def _check_word(written: str, at: int, *, named: bool, called: bool) -> None:
    """Refuse a word that cannot be a column (`named`), a function (`called`) or a word of the language."""
    word, quoted = written.lower(), written.startswith('"')
    if called and word not in {*FUNCTIONS, *_GROUPING}:
        told = Text("there is no function “{name}”.", "不支持函数“{name}”。")
        raise RefusedError(told.fill(name=written), at=at)
    if quoted and named:
        return
    if not re.fullmatch(r"[^\W\d]\w*", written) or (word == "if" and not called):
        raise not_allowed(written, at)
    if not named and word not in _WORDS:
        raise not_allowed(written, at)


def _deeper(token: Token) -> int:
    opens = token.token_type is TokenType.L_PAREN or token.token_type is TokenType.CASE
    closes = token.token_type is TokenType.R_PAREN or token.token_type is TokenType.END
    return opens - closes
