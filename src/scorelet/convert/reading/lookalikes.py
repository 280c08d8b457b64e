"""What a file that is no model looks like, and what its owner probably meant."""

from __future__ import annotations

import io
import zipfile

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "it is a PNG picture"),
    (b"\xff\xd8\xff", "it is a JPEG picture"),
    (b"GIF8", "it is a GIF picture"),
    (b"%PDF", "it is a PDF document"),
    (b"PAR1", "it is a Parquet table: rows, not a model"),
    (b"ARROW1", "it is an Arrow table: rows, not a model"),
    (b"Obj\x01", "it is an Avro container: rows, not a model"),
    (b"SQLite format 3", "it is an SQLite database"),
    (b"\x93NUMPY", "it is a NumPy array, not a model"),
    (b"\x89HDF", "it is an HDF5 file, as Keras writes them; convert the model to ONNX with tf2onnx and pack that"),
    (b"CBM1", "it is a CatBoost model; save it as ONNX: model.save_model('model.onnx', format='onnx')"),
    (b"binf", "it is an XGBoost model in the old binary format; save it anew: booster.save_model('model.ubj')"),
    (b"RDX", "it is an R data file; in R, write the model as PFA with the package aurelius"),
    (b"X\n\x00\x00\x00", "it is an R data file; in R, write the model as PFA with the package aurelius"),
    (b"GGUF", "it is a GGUF file, weights of a language model"),
    (b"version https://git-lfs", "it is a Git LFS pointer, not the file itself: git lfs pull"),
    (b"7z\xbc\xaf", "it is a 7z archive: unpack it and name the file in it"),
    (b"\x7fELF", "it is a program"),
    (b"MZ", "it is a Windows program"),
    (b"-----BEGIN", "it is a key or a certificate"),
)

IN_ZIP: tuple[tuple[str, str], ...] = (
    ("data.pkl", "it is a PyTorch file; export the model to ONNX with torch.onnx.export and pack that"),
    ("config.json", "it is a Keras file; convert the model to ONNX with tf2onnx and pack that"),
    ("manifest.json", "it is a packed model already"),
    ("MLmodel", "it is an archive of an MLflow model: unpack it and name the file in it, such as model.pkl"),
    (".npy", "it is a NumPy archive of arrays, not a model"),
)
"""How the name of a member ends, and what an archive with such a member is."""

TEXT: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "it is a web page: perhaps the answer to a download that failed"),
    ("<html", "it is a web page: perhaps the answer to a download that failed"),
    ("<pmml", "it is a PMML document"),
    ("<?xml", "it is an XML document"),
    ("import ", "it is Python source text: name the file that holds the trained model"),
    ("from ", "it is Python source text: name the file that holds the trained model"),
    ("tree_sizes", "it is a part of a LightGBM model: its first lines are missing"),
)

DUMPS: tuple[tuple[str, str], ...] = (
    ('"tree_info"', "it is what LightGBM's dump_model gives; save the model itself: booster.save_model('model.txt')"),
    ('"nodeid"', "it is what XGBoost's dump_model gives; save the model itself: booster.save_model('model.json')"),
    ('"cells"', "it is a Jupyter notebook"),
)


def looks_like(data: bytes) -> str:
    """A sentence on what the bytes seem to be."""
    if not data.strip():
        return "it is empty" if not data else "it holds nothing but white space"
    for magic, sentence in MAGIC:
        if data.startswith(magic):
            return sentence
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    return _text(data[:65536])


def _in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "it is a damaged zip archive, cut off perhaps"
    found = (sentence for end, sentence in IN_ZIP if any(name.endswith(end) for name in names))
    return next(found, "it is a zip archive: unpack it and name the model in it")


def _text(head: bytes) -> str:
    try:
        text = head.decode("utf-8", "strict" if len(head) < 65536 else "ignore").lstrip("\ufeff \t\r\n")
    except UnicodeDecodeError:
        return "its bytes are of no kind that is known"
    if "\x00" in text:
        return "its bytes are of no kind that is known"
    lower = text[:200].lower()
    for start, sentence in TEXT:
        if lower.startswith(start):
            return sentence
    if text[:1] in "{[":
        found = (sentence for part, sentence in DUMPS if part in text)
        return next(found, "it is JSON, but neither a PFA document nor an XGBoost model, or it is cut off")
    return _table(text)


def _table(text: str) -> str:
    """CSV has the same separator, equally often, in its first lines."""
    lines = [line for line in text.splitlines()[:5] if line]
    for separator in ",;\t":
        counts = {line.count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return "it looks like a CSV table: rows, not a model"
    return "it is text"
