"""PFA's library functions, one file per prefix; `registry` says how one is declared and found."""
