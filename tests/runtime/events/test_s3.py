"""Files that are put into a bucket are scored, and what this function puts is not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.errors import AwsCallError, EventError
from scorelet.runtime.events.setting import Setting
from scorelet.service.values import EventSource
from tests.runtime.events.recorded import VERSION, Files, FilesBucket, event, reply, setting
from tests.runtime.services import app_of

KEY = "in/büro rows.csv"
CSV = "age,income,home town,note\n20,1.5,Bonn,x\nold,2,Köln,y\n40,,Köln,z\n".encode()
LINES = "".join(
    json.dumps(line, ensure_ascii=False, separators=(", ", ": ")) + "\n"
    for line in (
        {"line": 2, "version": VERSION, "prediction": "young", "score": 1.5},
        {"line": 4, "version": VERSION, "prediction": "Köln", "score": None},
    )
).encode()
REPLY = {
    "file": f"s3://rows/{KEY}",
    "rows": 3,
    "failed": 1,
    "predictions": f"s3://rows/{KEY}.predictions.jsonl",
    "errors": f"s3://rows/{KEY}.errors.jsonl",
}


def put(key: str, bucket: str = "rows", name: str = "ObjectCreated:Put") -> Any:
    given = event("s3")
    record = given["Records"][0]
    record["eventName"] = name
    record["s3"]["bucket"]["name"] = bucket
    record["s3"]["object"]["key"] = key
    return given


def with_source(files: Files, folder: Path, *sources: EventSource) -> Setting:
    return setting(files=files, folder=folder)._replace(app=app_of(events=sources))


def test_a_key_with_a_line_break_makes_no_line_of_the_log(tmp_path: Path) -> None:
    forged = 'rows\n{"_aws": 1}.csv'
    files, told = Files({f"rows/{forged}": CSV}), list[str]()
    reply(put('rows%0A{"_aws":+1}.csv'), setting(files=files, folder=tmp_path, told=told))
    assert told == ['s3: 1 of 3 rows of s3://rows/rows {"_aws": 1}.csv could not be scored']


def test_predictions_and_errors_are_put_beside_the_file(tmp_path: Path) -> None:
    files, told = Files({f"rows/{KEY}": CSV}), list[str]()
    assert reply("s3", setting(files=files, folder=tmp_path, told=told)) == {"files": [REPLY]}
    assert files.files.keys() == {f"rows/{KEY}", f"rows/{KEY}.predictions.jsonl", f"rows/{KEY}.errors.jsonl"}
    assert files.files[f"rows/{KEY}.predictions.jsonl"] == LINES
    assert json.loads(files.files[f"rows/{KEY}.errors.jsonl"]) == {
        "line": 3,
        "error": "column 'age' expects double, got 'old'",
        "row": {"age": "old", "income": "2", "home town": "Köln", "note": "y"},
    }
    assert told == [f"s3: 1 of 3 rows of s3://rows/{KEY} could not be scored"]
    assert list(tmp_path.iterdir()) == []


def test_files_come_in_gzip_and_as_json_lines(tmp_path: Path) -> None:
    rows = b'{"age": 20.0, "income": 1.5, "home town": "Bonn", "more": 1}\n\n[40.0, null, "K\xc3\xb6ln"]\n[1]\n'
    files = Files({"rows/rows.jsonl.gz": gzip.compress(rows, mtime=0)})
    (done,) = reply(put("rows.jsonl.gz"), setting(files=files, folder=tmp_path))["files"]
    assert (done["rows"], done["failed"]) == (3, 1)
    said = [json.loads(line) for line in files.files["rows/rows.jsonl.gz.predictions.jsonl"].splitlines()]
    assert [(one["line"], one["prediction"]) for one in said] == [(1, "young"), (3, "Köln")]
    assert json.loads(files.files["rows/rows.jsonl.gz.errors.jsonl"]) == {
        "line": 4,
        "error": "model 'towns' expects 3 features, got 1",
        "row": [1],
    }


NO_COLUMN = (
    "the CSV has no column for the field 'age' of type double; its cells seem to be parted by ';': part them by commas"
)


@pytest.mark.parametrize(
    ("key", "data", "error"),
    [
        ("a.csv.gz", b"no gzip", "Not a gzipped file (b'no')"),
        (
            "a.csv.gz",
            gzip.compress(CSV, mtime=0)[:-9],
            "Compressed file ended before the end-of-stream marker was reached",
        ),
        (
            "a.csv",
            b"age;income;home town\n",
            NO_COLUMN,
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_said_so_and_done(key: str, data: bytes, error: str, tmp_path: Path) -> None:
    files = Files({f"rows/{key}": data})
    (done,) = reply(put(key), setting(files=files, folder=tmp_path))["files"]
    assert (done["rows"], done["failed"]) == (0, 1)
    assert json.loads(files.files[f"rows/{key}.errors.jsonl"]) == {"line": None, "error": error, "row": None}
    assert files.files[f"rows/{key}.predictions.jsonl"] == b""


@pytest.mark.parametrize("key", [f"{KEY}.predictions.jsonl", f"{KEY}.errors.jsonl"])
def test_what_this_function_has_put_is_never_scored(key: str, tmp_path: Path) -> None:
    files = Files({f"rows/{key}": CSV})
    assert reply(put(key), setting(files=files, folder=tmp_path)) == {
        "files": [{"file": f"s3://rows/{key}", "skipped": "it was put there by this function"}]
    }
    assert files.files.keys() == {f"rows/{key}"}


def test_an_output_is_a_prefix_and_what_is_under_it_is_ours(tmp_path: Path) -> None:
    source = EventSource("s3", arn="arn:aws:s3:::rows", to="s3://rows/out")
    files = Files({"rows/a.csv": CSV, "rows/out/b.csv": CSV, "rows/outer/c.csv": CSV})
    given = with_source(files, tmp_path, source)
    assert reply(put("a.csv"), given)["files"][0]["predictions"] == "s3://rows/out/a.csv.predictions.jsonl"
    assert reply(put("out/b.csv"), given)["files"][0]["skipped"] == "it was put there by this function"
    assert reply(put("outer/c.csv"), given)["files"][0]["rows"] == 3


def test_the_longest_prefix_is_whose_files_they_are(tmp_path: Path) -> None:
    sources = [EventSource("s3", arn=f"arn:aws:s3:::rows{prefix}", to="s3://out" + to) for prefix, to in PREFIXES]
    files = Files({f"rows/{key}": CSV for key in ("a.csv", "in/a.csv", "in/deep/a.csv")})
    found = [
        reply(put(key.removeprefix("rows/")), with_source(files, tmp_path, *sources))["files"][0]
        for key in list(files.files)
    ]
    assert [one["predictions"] for one in found] == [
        "s3://out/1/a.csv.predictions.jsonl",
        "s3://out/2/in/a.csv.predictions.jsonl",
        "s3://out/3/in/deep/a.csv.predictions.jsonl",
    ]


PREFIXES = (("", "/1"), ("/in/*", "/2"), ("/in/deep", "/3"))


def test_what_is_removed_or_gone_is_passed_over(tmp_path: Path) -> None:
    skipped = [
        reply(put("a.csv", name=name))["files"][0]["skipped"] for name in ("ObjectRemoved:Delete", "ObjectCreated:Copy")
    ]
    assert skipped == ["it was not created", "it is not there any more"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            EventSource("s3", arn="arn:aws:s3:::others"),
            "no event source 's3' of the service takes what is put into the bucket 'rows' here",
        ),
        (
            EventSource("s3", arn="arn:aws:s3:::rows", to="kinesis://stream"),
            "predictions of files go to s3://bucket/prefix, or beside them; the service says 'kinesis://stream'",
        ),
    ],
)
def test_a_service_that_does_not_know_the_bucket_is_told_so(source: EventSource, message: str, tmp_path: Path) -> None:
    with pytest.raises(EventError) as caught:
        reply("s3", with_source(Files({}), tmp_path, source))
    assert str(caught.value) == message


class Failing(Files):
    def bucket(self, name: str) -> FilesBucket:
        raise AwsCallError(f"cannot reach {name}")


def test_where_s3_fails_the_event_comes_again(tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.raises(EventError) as caught:
        reply("s3", setting(files=Failing({}), folder=tmp_path, told=told))
    assert str(caught.value) == "S3 failed for 1 of 1 files; the log says how"
    assert told == ["s3: cannot reach rows"]


def test_where_the_disk_fails_the_event_comes_again(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(EventError) as caught:
        reply("s3", setting(files=Files({f"rows/{KEY}": CSV}), folder=tmp_path / "taken"))
    assert str(caught.value) == f"cannot score s3://rows/{KEY}: not a directory"
