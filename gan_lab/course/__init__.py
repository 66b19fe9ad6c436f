"""The course's tools: from one source to the notebooks, and from those to a student's folder.

source.py      solutions/NN_name.py, its marks, and the two notebooks in it
build.py       writes both, says when one is stale, executes the solved one
execution.py   runs a notebook and keeps what may be published of its outputs
setup_cell.py  the cell that every notebook begins with; session.py is what it ends with
repository.py  the public repository: where its address is kept, and badges that lead to it
workspace.py   a student's own copies, and JupyterLab on them
release.py     what an instructor hands out: notebooks, wheel, instructions, marker
collect.py     what counts in students' repositories
annotate.py    the grades of one student as marks on GitHub
"""
