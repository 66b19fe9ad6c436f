"""One module a lesson: exercise -> reason -> names of mutants that the check may accept."""
