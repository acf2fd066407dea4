import json

from acme.maps import grid
from acme.maps.grid import cell, loads
import acme.maps.grid as g


def route(text):
    json.loads(text)
    loads(text)
    return cell(1), grid.cell(2), g.cell(3)
