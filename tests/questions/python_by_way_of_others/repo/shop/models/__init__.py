from shop.models.base import Model
from shop.models.order import Order

__all__ = ["Model", "Order"]
