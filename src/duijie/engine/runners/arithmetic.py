"""Whether two machines calculate alike: the same versions, and the same last bits.

Vector instructions differ between generations of processors, and with them the last bits of powers and logarithms.
A cluster that mixes them would return results that depend on which host did a batch; it is told so instead.
"""

import hashlib
import platform
from importlib.metadata import version

import numpy as np

from duijie.engine.runners.base import RunnerError

_PACKAGES = ("duijie", "numba", "numpy", "polars", "rjieba", "scipy")


def arithmetic() -> dict[str, str]:
    """What results depend on beside the plan: versions, and a fingerprint of elementary functions."""
    versions = {name: version(name) for name in _PACKAGES}
    return {"Python": ".".join(platform.python_version_tuple()[:2]), **versions, "arithmetic": _fingerprint()}


def _fingerprint() -> str:
    wide = np.linspace(1e-3, 5.0, 4099)
    narrow = wide.astype(np.float32)
    values = [f(x) for x in (wide, narrow) for f in (np.exp, np.log, np.log1p, np.sqrt, lambda x: x**0.37)]
    return hashlib.sha256(b"".join(v.tobytes() for v in values)).hexdigest()[:16]


def check(theirs: dict[str, str]) -> None:
    """Raises RunnerError naming what differs between the machine that made the plan and this one."""
    mine = arithmetic()
    unlike = [
        f"{name} {mine.get(name)}（应为 {value}）"
        for name, value in theirs.items()
        if mine.get(name) != value
    ]
    if unlike:
        raise RunnerError(
            f"计算节点 {platform.node()} 与发起计算的机器不一致，结果会不同：{'、'.join(unlike)}。"
            "请使用同一运行环境；只有 arithmetic 不同时，是处理器型号不同，见文档 spark.md。"
        )
