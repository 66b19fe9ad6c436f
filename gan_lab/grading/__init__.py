"""Grading: notebooks that students hand in become points, and nobody has to read along.

    gan-lab grade SUBMISSIONS --out grades.csv

submissions.py finds the notebooks, transplant.py takes the answers out of them, worker.py checks
each answer in a process that may do nothing else (sandbox.py, guard.py), grades.py writes the
tables, report.py the pages, thoughts.py the sheet for marks by hand. docs/grading_security.md says
what all this can keep off and what it cannot.
"""
