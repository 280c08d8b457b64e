"""What `scorelet.toml` may say: its tables, their keys, and what each must be. `docs/scorelet-toml.md` tells users.

A new key is a row here, a field in `values.py`, and a row in the page, which a test holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.errors import BundleError, UsageError
from scorelet.service.checks import (
    BAD,
    Check,
    Reading,
    Table,
    did_you_mean,
    flag,
    list_of,
    map_of,
    number,
    one_of,
    read_as,
    shown,
    tables_of,
    whole,
)
from scorelet.service.event_sources import EVENT
from scorelet.service.files import existing_file, folder_or_s3, function_in_file
from scorelet.service.places import Path
from scorelet.service.quantities import quota_of, seconds, size, whole_seconds
from scorelet.service.values import Api, Lambda, Limits, Log, Model, Service, Upstream
from scorelet.store.refs import check_name, parse_ref

_SERVICE_NAME = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
_SECRET_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET = re.compile(r"env:[A-Za-z_]\w*|ssm:/[\w./-]+|secretsmanager:[\w/+=.@:-]+(#[^\s#]+)?", re.ASCII)
_GIBIBYTE = 1024**3


# --- models ----------------------------------------------------------------------------------------------------------


def _by_store(rule: Callable[[str], Any]) -> Check:
    """What the store's own rules take, with their words where they refuse."""

    def check(value: Any, at: Path, reading: Reading) -> Any:
        try:
            rule(value)
        except UsageError as error:
            return reading.problem(at, str(error).replace("\n", "; "))
        return value

    return check


def _one_place(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """A model comes from a store or from a file."""
    if "ref" in good and "file" in good:
        reading.problem(at, "expected 'ref' (of the store) or 'file', got both")
    elif not {"ref", "file"} & good.keys() and reading.is_clean((*at, "ref")) and reading.is_clean((*at, "file")):
        reading.problem(at, "expected 'ref' (of the store) or 'file', got neither")


def _follows_what_moves(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    if "follow" not in good:
        return
    if "file" in good:
        reading.problem((*at, "follow"), "only a ref of the store can be followed, and this model is a file")
    elif "ref" in good and parse_ref(good["ref"]).version is not None:
        reading.problem((*at, "follow"), f"{shown(good['ref'])} is a version, which never moves; follow an alias")


MODEL = Table(
    lambda name="", **rest: Model(name, **rest),
    {
        "name": _by_store(check_name),
        "ref": _by_store(parse_ref),
        "file": existing_file(".scorelet"),
        "follow": seconds(1, 86_400),
        "trust": flag,
        "features": function_in_file,
        "respond": function_in_file,
        "template": existing_file(),
    },
    rules=(_one_place, _follows_what_moves),
)


def _model(value: Any, at: Path, reading: Reading) -> Any:
    """A model with its name: where none is given it is the ref's, or the packed model's own."""
    model = MODEL(value, at, reading)
    if model is BAD or model.name:
        return model
    try:
        return model._replace(name=parse_ref(model.ref).name if model.ref else name_in(model.file))
    except BundleError as error:
        return reading.problem((*at, "file"), str(error))


def name_in(file: str) -> str:
    """The packed model's own name. Raises BundleError."""
    from scorelet.bundle.packed import PackedModel

    return PackedModel.read(file).manifest.name


# --- the other tables ------------------------------------------------------------------------------------------------


def _origin(value: str) -> str | None:
    origin = value.lower()  # as browsers send it
    return origin if origin == "*" or _ORIGIN.fullmatch(origin) else None


def _secret(value: Any, at: Path, reading: Reading) -> Any:
    """Where a secret is. What came is never shown: it may be the secret itself."""
    if isinstance(value, str) and _SECRET.fullmatch(value):
        return value
    return reading.problem(
        at,
        "expected where the secret is ('env:NAME', 'ssm:/path' or 'secretsmanager:id#key'); what came is not shown, "
        "for it may be the secret",
    )


def _secret_name(name: str) -> str | None:
    if _SECRET_NAME.fullmatch(name):
        return None
    return "expected a name of letters, digits and '_' that begins with a letter or '_'"


def _api_rules(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    if "burst" in good and "rate" not in good and reading.is_clean((*at, "rate")):
        reading.problem((*at, "burst"), "a burst needs a 'rate' beside it")
    if "quota" in good and not good.get("keys") and reading.is_clean((*at, "keys")):
        reading.problem((*at, "quota"), "a quota counts the requests of each key, and needs 'keys = true' beside it")
    kind = good.get("endpoint", "rest")
    for key in ("keys", "rate", "quota") if kind != "rest" else ():
        if good.get(key):
            reading.problem((*at, key), f"only a REST API counts callers, and 'endpoint' is {shown(kind)}")
    if "*" in good.get("cors", ()) and len(good["cors"]) > 1:
        reading.problem((*at, "cors"), 'expected ["*"] for all origins, or their names, got both')


def _lambda_rules(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """What AWS refuses when it is too late for a good message."""
    if "provisioned" not in good:
        return
    if good.get("snapstart"):
        reading.problem((*at, "provisioned"), "AWS allows 'provisioned' or 'snapstart', and not both")
    if good["provisioned"] > good.get("reserved", good["provisioned"]):
        most = f"at most the {good['reserved']} that are reserved"
        reading.expected(most, good["provisioned"], (*at, "provisioned"))


LOG = Table(Log, {"to": folder_or_s3(also=("stdout",)), "sample": number(0, 1), "inputs": flag}, needs=("to",))
API = Table(
    Api,
    {
        "keys": flag,
        "rate": number(0.001, 100_000),
        "burst": whole(1, 100_000),
        "quota": read_as('a quota such as "1000/day", "1000/week" or "1000/month"', quota_of),
        "cors": list_of(read_as('an origin such as "https://host" or "https://host:8443", or "*"', _origin)),
        "endpoint": one_of(("rest", "http", "url")),
    },
    rules=(_api_rules,),
)
LIMITS = Table(Limits, {"body": size(1, _GIBIBYTE), "rows": whole(1, 10_000_000), "errors": one_of(("full", "terse"))})
UPSTREAM = Table(
    Upstream,
    {
        "timeout": seconds(0.001, 900),
        "retries": whole(0, 10),
        "budget": seconds(0.001, 900),
        "cache": seconds(0, 86_400),
    },
)
LAMBDA = Table(
    Lambda,
    {
        "memory": whole(128, 10_240),
        "timeout": whole_seconds(1, 900),
        "architecture": one_of(("arm64", "x86_64")),
        "reserved": whole(0, 100_000),
        "provisioned": whole(1, 100_000),
        "snapstart": flag,
        "warm": flag,
    },
    rules=(_lambda_rules,),
)


# --- the whole -------------------------------------------------------------------------------------------------------


def _service_name(value: Any, at: Path, reading: Reading) -> Any:
    if isinstance(value, str) and _SERVICE_NAME.fullmatch(value):
        return value
    what = "a name of at most 40 small letters, digits and '-', a letter first and no '-' last"
    return reading.expected(what, value, at)


def _has_models(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    if not good.get("models") and reading.is_clean((*at, "models")):
        reading.problem(at, "a service has a model: expected [[models]] with a 'ref' or a 'file'")


def _distinct_models(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """Models of one name differ in their refs, by which a caller can ask for each."""
    seen: dict[tuple[str, str], int] = {}
    for i, model in enumerate(good.get("models", ())):
        first = seen.setdefault((model.name, model.ref), i)
        if first != i:
            reading.problem(
                (*at, "models", i),
                f"models[{first}] is called {model.name!r} too, with the same ref; give one of them another 'name'",
            )


def _known_models(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """The models that `default` and events name are there; an event that names none has a default."""
    if "models" not in good:
        return
    names = dict.fromkeys(model.name for model in good["models"])
    asked = [((*at, "default"), good["default"])] if "default" in good else []
    events = [((*at, "events", i), event) for i, event in enumerate(good.get("events", ()))]
    asked += [((*path, "model"), event.model) for path, event in events if event.model]
    for path, name in asked:
        if name not in names:
            near = did_you_mean(name, names) or f"; there are {', '.join(names)}"
            reading.problem(path, f"no model is called {shown(name)}{near}")
    if len(good["models"]) > 1 and "default" not in good and reading.is_clean((*at, "default")):
        for path, event in events:
            if not event.model and event.source != "schedule":
                reading.problem(path, "expected the key 'model', for there are several models and no 'default'")


def _service(**parts: Any) -> Service:
    return Service(function=parts.pop("lambda", Lambda()), **parts)


SERVICE = Table(
    _service,
    {
        "name": _service_name,
        "store": folder_or_s3(),
        "default": _by_store(check_name),
        "models": tables_of(_model),
        "log": LOG,
        "api": API,
        "limits": LIMITS,
        "upstream": UPSTREAM,
        "secrets": map_of(_secret_name, _secret),
        "lambda": LAMBDA,
        "events": tables_of(EVENT),
    },
    needs=("name",),
    rules=(_has_models, _distinct_models, _known_models),
)

SECTIONS: Mapping[str, Table] = {
    "": SERVICE,
    "[[models]]": MODEL,
    "[log]": LOG,
    "[api]": API,
    "[limits]": LIMITS,
    "[upstream]": UPSTREAM,
    "[lambda]": LAMBDA,
    "[[events]]": EVENT,
}
"""The tables whose keys are ours, as a text writes them; the keys of [secrets] are the user's."""


def elsewhere(key: str) -> str:
    """Where a key belongs that stands in a wrong table; "" where it is known nowhere."""
    for section, table in SECTIONS.items():
        if section and section.strip("[]") == key:
            return f"; it stands by itself, as {section}"
        if key in table.keys and not isinstance(table.keys[key], Table):
            return f"; it belongs in {section}" if section else "; it belongs above the first table"
    return ""
