package acme.things

class Lamp {
    fun shine(): Int = 1
}

fun light(lamp: Lamp): Int = lamp.shine()
