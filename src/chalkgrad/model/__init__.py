"""Equations, roles and shapes: a network as its author wrote it, understood."""

from .build import build as build
from .model import Model as Model
from .model import Quantity as Quantity
from .model import Role as Role
