def cell(x):
    return x


def loads(text):
    return text
