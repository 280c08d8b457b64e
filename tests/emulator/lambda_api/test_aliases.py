from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.emulator.lambda_api.bench import ARN, Bench


def test_an_alias_moves_step_by_step(bench: Bench) -> None:
    bench.client.publish_version(FunctionName="iris")
    weights = {"AdditionalVersionWeights": {"2": 0.1}}
    made = bench.client.update_alias(FunctionName="iris", Name="live", RoutingConfig=weights, Description="canary")
    assert (made["AliasArn"], made["FunctionVersion"], made["RoutingConfig"]) == (f"{ARN}:live", "1", weights)
    assert bench.function.aliases["live"].shares == {"2": 0.1}
    moved = bench.client.update_alias(FunctionName="iris", Name="live", FunctionVersion="2")
    assert (moved["FunctionVersion"], moved["RoutingConfig"], moved["Description"]) == ("2", weights, "canary")
    done = bench.client.update_alias(
        FunctionName="iris", Name="live", RoutingConfig={}, Description="", RevisionId=moved["RevisionId"]
    )
    assert (done["FunctionVersion"], "RoutingConfig" in done, done["Description"]) == ("2", False, "")
    assert bench.client.get_alias(FunctionName="iris", Name="live")["RevisionId"] == done["RevisionId"]


def test_a_new_alias(bench: Bench) -> None:
    made = bench.client.create_alias(FunctionName="iris", Name="next", FunctionVersion="$LATEST", Description="d")
    assert (made["ResponseMetadata"]["HTTPStatusCode"], made["Description"]) == (201, "d")
    listed: Callable[..., Any] = bench.client.list_aliases
    assert [one["Name"] for one in listed(FunctionName="iris")["Aliases"]] == ["live", "next"]
    assert [one["Name"] for one in listed(FunctionName="iris", FunctionVersion="1")["Aliases"]] == ["live"]
