package app

typealias Callback = (Int) -> Unit

const val MOST = 10
val shared: Store = Store(1)
var counter = 0
val (first, second) = pair()
val String.last: Char
    get() = this[length - 1]

/** Shouts. */
fun String.shout(): String = this.uppercase()

fun <T> List<T>.second(): T? = getOrNull(1)

private fun hidden(store: Store, block: (Int) -> Unit) {
    val made = Foo()
    var other: Bar = made.build()
    store.items.forEach { item -> item.check() }
    for (each in other.all) {
        each.visit(made)
    }
    try {
        block(MOST)
    } catch (problem: IOException) {
        problem.log()
    }
    val listener = object : Listener {
        override fun changed() {
            notify(counter)
        }
    }
    fun local(a: Int): Int = a + counter
    shared?.close()
    shared!!.go()
    Registry.Names.find(name = made)
}

suspend inline fun <reified T> load(id: Id, vararg names: String): Result<T> where T : Any {
    return fetch(id)
}
