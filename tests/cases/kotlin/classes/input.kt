@file:JvmName("Shapes")

package app.shapes

import app.core.Base
import app.core.Point as P
import app.util.*

/**
 * A person.
 *
 * More of it.
 */
@Deprecated("old")
data class Person(
    val name: String,
    private var age: Int = 3,
    plain: Int,
) : Base(name), Named by delegate {
    val full: String
        get() = name + age

    var count = 1
        private set

    lateinit var store: Store
    private val lazyOne by lazy { Foo() }

    constructor(name: String) : this(name, 1, 2)

    init {
        val local = setup()
        local.go()
    }

    companion object {
        const val MOST = 3

        // Makes one.
        fun of(name: String): Person = Person(name)
    }

    inner class Inner {
        fun outer() = this@Person
    }

    override fun toString(): String = "x"
}

sealed class Shape {
    object Unit : Shape()

    data class Circle(val radius: Double) : Shape()
}

enum class Colour(val rgb: Int) {
    RED(1) {
        override fun shade() {
        }
    },
    GREEN(2);

    abstract fun shade()
}

sealed interface Named {
    val id: Int

    fun act() = run()
}

fun interface Handler {
    fun handle(event: Event)
}

object Registry : app.core.Store {
    val entries = mutableListOf<Person>()
}

annotation class Marked(val why: String)

@JvmInline
value class Id(val value: Int)

internal abstract class Hidden<T : Any>(protected open val kept: T)
