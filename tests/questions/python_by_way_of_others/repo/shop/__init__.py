"""A shop."""

from shop.models import *
from shop.views import page as show
