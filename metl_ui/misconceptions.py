"""What readers often believe at first. Every one is met in some lesson, by something to do."""

MISCONCEPTIONS = {
    "trust": "The outputs of softmax are probabilities that one can trust.",
    "ratios": "Softmax depends on the ratios of the logits.",
    "maximum changes": "Subtracting the maximum changes the result.",
    "any maximum": "Any maximum will do.",
    "wants probabilities": "Cross-entropy wants probabilities.",
    "sigmoid_grad": "`sigmoid_grad` takes x.",
    "s(1 - s) alone": "The derivative of softmax is s(1 − s), and nothing else.",
    "no saturation": "Cross-entropy removes saturation everywhere.",
    "smaller h": "A smaller h is always better.",
    "H parameters": "H hidden units are H parameters.",
}
