"""How good are the samples: figures by small classifiers of the course's own.

`classifier_fid` is the Frechet distance of FID (Heusel et al., 2017) in the 128 features of such
a classifier, not of an Inception network: its values compare with one another, not with
published FIDs. It depends on the number of samples; always state that number and show the floor
(what real images score, see `floors`) beside it. `kid`, `precision_recall` and `density_coverage`
work in the same features, `classifier_is` on the same classifier's answers; `inception_fid` and
`inception_kid` are the true ones.

`name` says which classifier judges: "mnist" (digits), "fashion-mnist" (garments) or "faces". That
of the faces learnt to read the attributes of the portraits that the package draws; it has never
seen a photograph.
"""

from gan_lab.metrics.counts import (
    MIN_POINTS,
    ModesCovered,
    attribute_shares,
    class_coverage,
    class_histogram,
    label_agreement,
    modes_covered,
    pattern_rate,
    pattern_shares,
    wilson_interval,
)
from gan_lab.metrics.distances import (
    classifier_fid,
    classifier_fid_per_class,
    classifier_is,
    frechet_distance,
    inception_score,
    kernel_distance,
    kid,
)
from gan_lab.metrics.inception import inception_fid, inception_kid
from gan_lab.metrics.judges import (
    ASSETS,
    JUDGES,
    MIN_SAMPLES,
    Judge,
    classifier,
    features,
)
from gan_lab.metrics.manifold import (
    DensityCoverage,
    PrecisionRecall,
    density_coverage,
    diversity,
    feature_density_coverage,
    feature_diversity,
    feature_precision_recall,
    precision_recall,
)
from gan_lab.metrics.overview import floors, scores
from gan_lab.metrics.pixels import contrast, saturation

__all__ = [
    "ASSETS",
    "JUDGES",
    "MIN_POINTS",
    "MIN_SAMPLES",
    "DensityCoverage",
    "Judge",
    "ModesCovered",
    "PrecisionRecall",
    "attribute_shares",
    "class_coverage",
    "class_histogram",
    "classifier",
    "classifier_fid",
    "classifier_fid_per_class",
    "classifier_is",
    "contrast",
    "density_coverage",
    "diversity",
    "feature_density_coverage",
    "feature_diversity",
    "feature_precision_recall",
    "features",
    "floors",
    "frechet_distance",
    "inception_fid",
    "inception_kid",
    "inception_score",
    "kernel_distance",
    "kid",
    "label_agreement",
    "modes_covered",
    "pattern_rate",
    "pattern_shares",
    "precision_recall",
    "saturation",
    "scores",
    "wilson_interval",
]
