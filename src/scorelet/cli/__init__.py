"""The `scorelet` command: one file per command, no logic, only wiring and words.

main.py     the door: arguments -> exit code
gate.py     every foreseen error becomes two lines on stderr
app.py      the tree of commands and the words on its help pages
pack.py, verify.py, score.py, models_*.py, pfa_*.py      the commands
opening.py  what is given for a model -> a packed model, a document; keeping.py where a packed model goes
words.py, tables.py, quantities.py, progress.py          how errors, tables, amounts and progress look
emulate_lines.py, emulate_report.py, serve_report.py     what goes on, while it does
pack_report.py, parity_words.py, manifest_words.py, summary.py    what was made or is there, in words
"""
