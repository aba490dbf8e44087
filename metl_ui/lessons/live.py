"""The figures of all pages that follow a slider: what the server answers at `/live/`."""

from metl_ui.lessons.cross_entropy.batch import BATCH
from metl_ui.lessons.cross_entropy.from_logits import FROM_LOGITS
from metl_ui.lessons.cross_entropy.pull import PULL
from metl_ui.lessons.cross_entropy.rivals import RIVALS
from metl_ui.lessons.cross_entropy.soft import SOFT
from metl_ui.lessons.gradient_check import panels as gradient_check
from metl_ui.lessons.network import panels as network
from metl_ui.lessons.sigmoid import panels as sigmoid
from metl_ui.lessons.softmax import panels as softmax

LIVE = (
    softmax.BARS,
    softmax.SCALE,
    softmax.NUDGES,
    sigmoid.AT_X,
    sigmoid.SECANT,
    sigmoid.SLIP,
    sigmoid.LEARNING,
    sigmoid.TAILS,
    PULL,
    SOFT,
    FROM_LOGITS,
    RIVALS,
    BATCH,
    network.SATURATION,
    network.COUNT,
    gradient_check.CURVE,
    gradient_check.SCALED,
    gradient_check.KINKED,
    gradient_check.RUN,
)
