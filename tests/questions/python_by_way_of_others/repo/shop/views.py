from shop import models


def page(order: models.Order): ...
