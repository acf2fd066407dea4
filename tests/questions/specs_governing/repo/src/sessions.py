"""Who is known."""

import secrets


class Sessions:
    def check(self, token):
        # @req sessions#expired-tokens-are-refused
        return token in self.live


# @req sessions#tokens-are-random
def make_token():
    return secrets.token_hex()


def export_keys():
    """Nothing says what this must do. @req sessions#keys-are-exported"""
