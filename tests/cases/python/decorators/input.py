import functools
from typing import overload


@overload
def parse(text: str) -> str: ...
@overload
def parse(text: bytes) -> bytes: ...
def parse(text):  # a comment between head and body
    """Read a text."""
    return text


class Celsius:
    @property
    def temperature(self) -> float:
        """The temperature."""
        return self._temperature

    @temperature.setter
    def temperature(self, value: float) -> None:
        self._temperature = value

    @staticmethod
    @functools.lru_cache(maxsize=None)
    def boiling(
        pressure: float = 1.0,
        *,
        unit: str = "C",
    ) -> "Celsius":
        return Celsius()

    @classmethod
    async def read(cls, sensor):
        async with sensor.opened() as port:
            async for line in port:
                yield cls.parse(line)

    class Meta(object):
        class Deeper:
            depth = 2


@app.route("/items/<int:number>", methods=["GET", "POST"], strict_slashes=False, defaults={"number": 1}, provide_automatic_options=True, subdomain="api", endpoint="items.number.detail", redirect_to=None)
def item(number):
    return number
