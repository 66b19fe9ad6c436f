"""How hard are the checks to fool? Each exercise's right answer is changed in one place at a time
(`operators`), and its check must refuse what comes out. What it may accept, because it does the
same or is the student's choice, is listed with the reason (`harmless`).

    python -m tests.mutants 2.3 --show
"""
