import json

from shop.models import Till


def view(text):
    return Till().total(), json.loads(text)
