"""The measured models as a person would write them in Python, without Scorelet: they check no row and know its shape.

Each function takes a row and returns what the document returns. `tagged` rows have {"double": 0.02} where a value
may be missing; the others have plain numbers. What is long is not typed by hand, but written out as a person's
script would: nested ifs, as text.
"""
