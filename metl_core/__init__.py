"""The mathematics of METL: softmax, the sigmoid, cross-entropy and a one-hidden-layer network.

NumPy only. Everything a lesson shows is computed here.
"""
