"""What each data set may be used for. Shown before it is downloaded, and packed with it."""

from __future__ import annotations

LICENCES = {  # in one line
    "mnist": "CC BY-SA 3.0: pass it on with its authors' names (LeCun, Cortes, Burges)",
    "fashion-mnist": "MIT licence (Zalando SE)",
    "faces": "CelebA: non-commercial research only; pass no copy on, show no picture",
}

CELEBA_TERMS = """\
CelebA (Z. Liu, P. Luo, X. Wang, X. Tang: Deep Learning Face Attributes in the Wild, ICCV 2015) \
shows real people, who were not asked. What its agreement says, in our words; CelebA's own page \
has the full text, which is the one that counts:

- for non-commercial research only;
- no part of it, and nothing derived from it, may be used commercially;
- it may not be copied further, published or distributed. One exception: copies for internal use \
at a single site of one organisation;
- its makers own none of the images and may end anybody's access.

Publish no picture of it. Whether a class counts as research is for you and your institution to \
decide: where you doubt it, leave the faces out. The lesson then uses portraits that the course \
draws."""

CELEBA_ARCHIVE_TERMS = """\
Hand this archive to your own class at your own institution, by a way that nobody else can \
reach (a network drive, a course page behind a log-in), and never put it on a public page."""

_MIT = """\
The MIT License (MIT)

Copyright (c) 2017 Zalando SE, https://tech.zalando.com

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and \
associated documentation files (the "Software"), to deal in the Software without restriction, \
including without limitation the rights to use, copy, modify, merge, publish, distribute, \
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is \
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or \
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT \
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND \
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, \
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT \
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""

TERMS = {  # in full, as Markdown, for an archive
    "mnist": "## MNIST\n\nBy Y. LeCun, C. Cortes and C. Burges, unchanged. Licence: Creative "
    "Commons Attribution-ShareAlike 3.0 (https://creativecommons.org/licenses/by-sa/3.0/): you may "
    "pass it on if you name its authors and keep the licence.",
    "fashion-mnist": "## FashionMNIST\n\nH. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, a Novel "
    "Image Dataset for Benchmarking Machine Learning Algorithms, 2017, unchanged. Licence:\n\n"
    + _MIT,
    "faces": f"## CelebA\n\n{CELEBA_TERMS}\n\n{CELEBA_ARCHIVE_TERMS}",
}
