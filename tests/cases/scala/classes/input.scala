package app.shop

import scala.collection.mutable
import app.core.{Point, Size => Extent, _}
import app.util._

/** Keeps orders.
  *
  * Not safe for threads.
  */
@deprecated("old")
final case class OrderBook(name: String, var size: Int = 3) extends Book(name) with Saved[Order] {
  val title: String = name
  private var x, y = 1
  lazy val clock: Clock = new Clock(1)
  implicit val ordering: Ordering[Order] = null

  def this(name: String) = this(name, 1)

  type Orders = List[Order]

  // Saves all.
  override def save[T](target: T, names: String*)(implicit store: Store[T]): List[T] = {
    val writer = Writer(target)
    var reader: Reader = writer.open()
    for (order <- orders) order.check()
    def twice(value: Int) = value * 2
    names.map(each => each.trim)
    reader match {
      case Some(found) => found.go()
      case page: Page => page.show()
      case _ =>
    }
    super.save(target)
  }

  def +(order: Order): OrderBook = copy()
  protected[shop] def close: Unit
  private def hidden(): Unit = ()

  object Inner { val limit = 1 }
}

object OrderBook {
  def apply(): OrderBook = new OrderBook("x")
}

sealed trait Shape extends Product {
  def area: Double
  val id: Int
}

abstract class Hidden[+T](val kept: T, plain: Int)

package object util {
  def helper = 1
}
