"""All figures of the cross-entropy lesson that follow a slider."""

from metl_ui.lessons.cross_entropy.batch import BATCH
from metl_ui.lessons.cross_entropy.from_logits import FROM_LOGITS
from metl_ui.lessons.cross_entropy.pull import PULL
from metl_ui.lessons.cross_entropy.rivals import RIVALS
from metl_ui.lessons.cross_entropy.soft import SOFT

CROSS_ENTROPY = (PULL, SOFT, FROM_LOGITS, RIVALS, BATCH)
