"""Packed models beside their originals and ONNX Runtime: one row, labels, size; and packing and loading a large one.

families.py    the models: what is fitted, on which rows, and what is promised
mixed.py       made-up records of numbers and categories
texts.py       made-up texts of twenty classes
contenders.py  how one row is scored: packed, in the original library, in the booster's own way
onnx.py        the same in ONNX Runtime, where the model can be converted
packing.py     each model fitted and packed once, for all sections
rows.py        section: one row in, one answer out
labels.py      section: how many labels of two forests differ from scikit-learn's
parameters.py  the fitted arrays that prediction needs, taken from the original
sizes.py       section: the packed file against these arrays
loading.py     section: packing the model of texts, and loading it, here and in a new process
"""
