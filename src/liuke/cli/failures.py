"""What the machine refuses (disk, rights, memory), and what nobody foresaw: told without a traceback."""

import errno
import tempfile
import traceback

from liuke import __version__
from liuke.errors import DataError, LiukeError
from liuke.language import Text

KEPT = Text("the published run is as it was.", "已发布的结果保持不变。")
DISK = (
    Text("The disk is full.", "磁盘空间已满。"),
    Text("Free some space, then call again; {kept}", "请清理磁盘后重试；{kept}").fill(kept=KEPT),
)
RIGHTS = (
    Text("{file} may not be written.", "无法写入 {file}。"),
    Text(
        "Give yourself the right to write there, or choose another folder with -w; {kept}",
        "请授予写入权限，或用 -w 指定其他目录；{kept}",
    ).fill(kept=KEPT),
)
MEMORY = (
    Text("The memory does not suffice.", "内存不足。"),
    Text(
        "Close other programs, or change engine.memory in liuke.toml, then call again; {kept}",
        "请关闭其他程序，或调整 liuke.toml 中的 engine.memory 后重试；{kept}",
    ).fill(kept=KEPT),
)
INTERNAL = (
    Text("Liuke failed on something it did not foresee: {kind}.", "留客遇到了未预料到的问题：{kind}。"),
    Text(
        "Nothing published was changed. Please report it with {log}.", "已发布的结果保持不变。请附上 {log} 反馈此问题。"
    ),
)


def explain(error: Exception) -> tuple[LiukeError, int]:
    """Return the error to show for one that no stage explained, and the exit code; writes a log of the unforeseen."""
    number = error.errno if isinstance(error, OSError) else None
    file = str(error.filename) if isinstance(error, OSError) and error.filename else None
    if number in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error):
        return DataError("disk.full", *DISK), DataError.exit_code
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        what = Text("The folder", "该目录") if file is None else Text(file, file)
        return DataError("disk.rights", RIGHTS[0].fill(file=what), RIGHTS[1], file=file), DataError.exit_code
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return DataError("memory.full", *MEMORY), DataError.exit_code
    with tempfile.NamedTemporaryFile("w", prefix="liuke-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"liuke {__version__}\n")
        traceback.print_exception(error, file=log)
    return LiukeError("internal", INTERNAL[0].fill(kind=type(error).__name__), INTERNAL[1].fill(log=log.name)), 3
