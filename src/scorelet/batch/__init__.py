"""Files become scored files: rows are read, converted, scored and written one at a time.

    rows.py      bytes -> Row or FailedRow                     with line numbers; JSON Lines
    csv_rows.py  the same for CSV
    convert.py   CSV cells -> a datum, by the engine's input type
    model.py     a document or a packed model -> Model         how cells become rows, and rows predictions
    score.py     Row -> Scored or FailedRow                    begin, one action per row, end
    writers.py   prediction -> JSON Lines or CSV
    files.py     an output file that appears whole or not at all
    job.py       the whole path, for one input and one output

This room knows no terminal and no command line, and nothing in it holds more than one row in memory.
"""
