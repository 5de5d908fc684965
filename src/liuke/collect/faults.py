"""Every way in which a file cannot be read, said with the place and the way out."""

from pathlib import Path

from liuke.errors import DataError
from liuke.language import Text

KINDS = Text(
    "CSV, TSV or other delimited text, Excel (.xlsx, .xls), Parquet, JSON Lines, and gzip of the text kinds",
    "CSV、TSV 等分隔文本，Excel（.xlsx、.xls），Parquet，JSON Lines，以及文本文件的 gzip 压缩包",
)

_RESAVE = Text("Export or download the file again, then add it.", "请重新导出或下载该文件后再添加。")
_READABLE = Text("Liuke reads {kinds}.", "留客可以读取：{kinds}。").fill(kinds=KINDS)

_FAULTS: dict[str, tuple[Text, Text]] = {
    "missing": (
        Text("There is no file {name}.", "文件 {name} 不存在。"),
        Text("Check the path and the spelling.", "请检查路径和文件名。"),
    ),
    "directory": (
        Text("{name} is a folder, not a file.", "{name} 是文件夹，不是文件。"),
        Text("Name the files in it, for example {path}/*.csv.", "请指定其中的文件，例如 {path}/*.csv。"),
    ),
    "special": (
        Text("{name} is not an ordinary file.", "{name} 不是普通文件。"),
        Text("Save the data to a file first.", "请先把数据保存为文件。"),
    ),
    "permission": (
        Text("{name} may not be read: permission denied.", "没有读取 {name} 的权限。"),
        Text(
            "Give yourself the right to read it, or close the program that locks it.",
            "请授予读取权限，或关闭占用它的程序。",
        ),
    ),
    "empty": (
        Text("{name} is empty.", "{name} 是空文件。"),
        _RESAVE,
    ),
    "no_rows": (
        Text("{name} has a header but no rows.", "{name} 只有表头，没有数据行。"),
        Text("Export it again with a period in which there is something to export.", "请选择有数据的时间段重新导出。"),
    ),
    "binary": (
        Text(
            "{name} is not text: it holds NUL or control bytes{where}.",
            "{name} 不是文本文件：含有 NUL 或控制字节{where}。",
        ),
        _READABLE,
    ),
    "unsupported": (
        Text("{name} is of a kind that cannot be read ({kind}).", "无法读取 {name} 这类文件（{kind}）。"),
        _READABLE,
    ),
    "password": (
        Text("{name} is protected with a password.", "{name} 设有密码保护。"),
        Text("Save it without a password, then add it.", "请取消密码后另存，再添加。"),
    ),
    "corrupt": (
        Text("{name} is damaged or incomplete as {kind}: {why}.", "{name} 作为 {kind} 文件已损坏或不完整：{why}。"),
        _RESAVE,
    ),
    "encoding": (
        Text("{name} is in no encoding that can be read.", "无法识别 {name} 的编码。"),
        Text("Save it as UTF-8 and add it again.", "请另存为 UTF-8 编码后再添加。"),
    ),
    "mixed_encoding": (
        Text(
            "{name} is {encoding}, but line {line} (byte {byte}) is not: {bytes}.",
            "{name} 的编码是 {encoding}，但第 {line} 行（第 {byte} 字节）不是：{bytes}。",
        ),
        Text(
            "Parts with different encodings were probably joined. Save each as UTF-8, then add them one by one.",
            "可能拼接了不同编码的内容。请将各部分分别另存为 UTF-8 后逐个添加。",
        ),
    ),
    "delimiter": (
        Text(
            "{name} has a single column, “{header}”: no delimiter was found.",
            "{name} 只识别出一列“{header}”：未找到分隔符。",
        ),
        Text(
            "Save it with commas, tabs, semicolons or | between the columns.",
            "请改用逗号、制表符、分号或 | 分隔各列后保存。",
        ),
    ),
    "long_line": (
        Text(
            "{name} has a line or a quoted cell longer than {limit} MiB.",
            "{name} 中有超过 {limit} MiB 的行或带引号的单元格。",
        ),
        Text(
            "Look for a missing line break, or a quotation mark that is opened and never closed.",
            "请检查是否缺少换行，或有未闭合的引号。",
        ),
    ),
    "ragged": (
        Text(
            "{name}: {count} of the first {rows} rows do not have the {columns} columns of the header.",
            "{name}：前 {rows} 行中有 {count} 行与表头的 {columns} 列不符。",
        ),
        Text(
            "Check the delimiter (found: {delimiter}) and cells that hold it without quotation marks.",
            "请检查分隔符（识别为 {delimiter}），以及含有分隔符却未加引号的单元格。",
        ),
    ),
    "changed": (
        Text("{name} changed while it was being read.", "读取过程中 {name} 发生了变化。"),
        Text("Wait until it is written completely, then add it again.", "请等文件写入完成后再添加。"),
    ),
    "disk_full": (
        Text("The disk is full: {name} could not be taken in.", "磁盘已满，无法收入 {name}。"),
        Text(
            "Free about {need} MiB, then call again; nothing was changed.",
            "请腾出约 {need} MiB 空间后重试；现有数据未受影响。",
        ),
    ),
    "unreadable": (
        Text("{name} could not be read: {why}.", "无法读取 {name}：{why}。"),
        _RESAVE,
    ),
}


def fault(
    kind: str, path: Path, /, *, row: int | None = None, column: str | None = None, **values: object
) -> DataError:
    """Return the error of a kind for a file, code `collect.<kind>`."""
    message, hint = _FAULTS[kind]
    name = path.name or path.resolve().name
    return DataError(
        f"collect.{kind}",
        message.fill(name=name, path=path, **values),
        hint.fill(name=name, path=path, **values),
        file=str(path),
        row=row,
        column=column,
    )
