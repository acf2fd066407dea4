package acme.app

import acme.things.Lamp
import acme.things.light
import kotlin.math.max

fun main() {
    val lamp = Lamp()
    lamp.shine()
    light(lamp)
}
