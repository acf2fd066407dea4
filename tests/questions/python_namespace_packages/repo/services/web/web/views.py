import helpers
from mailer import send
from web.generated import cell


def view():
    send()
    helpers.load()
    cell(1)
