"""Matrices whose every number can be chosen."""

from metl_ui.components.matrices.matrices import Group, Matrix, Place, show_matrices

__all__ = ["Group", "Matrix", "Place", "show_matrices"]
