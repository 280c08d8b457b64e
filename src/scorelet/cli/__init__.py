"""The `scorelet` command: one file per command, no logic, only wiring and words.

main.py     the door: arguments -> exit code; every foreseen error becomes two lines on stderr
app.py      the tree of commands and the words on its help pages
words.py    how errors, tables and code are put on a terminal or into a pipe
score.py, pfa_check.py, pfa_code.py, pfa_functions.py   the commands
"""
