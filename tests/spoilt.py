"""Which gradients each planted bug spoils, told independently of the code."""

SPOILT = {
    "transposed W1": "X",
    "missing σ′": "W1 b1 X",
    "lost 1/N": "W1 b1 W2 b2 X",
    "bias not added": "b1",
    "bias gradient left at 0": "b2",
    "= for +=": "W2",
    "softmax shifted by the minimum": "W1 b1 W2 b2 X",
    "no bug": "",
}
