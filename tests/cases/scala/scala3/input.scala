package app

import app.core.{Point as P, given}
import app.util.*

// A colour.
enum Colour(val rgb: Int) extends Enum[Colour]:
  case Red extends Colour(1)
  case Green, Blue
  case Mixed(left: Colour, right: Colour)

  def darker = this

given ordering: Ordering[Colour] with
  def compare(left: Colour, right: Colour): Int = left.rgb - right.rgb

given Show[Colour] with
  def show(colour: Colour): String = colour.toString

extension (text: String)
  def shout: String = text.toUpperCase
  def twice(times: Int) = text * times

extension (number: Int) def half: Int = number / 2

opaque type Id = Int
type Table = Map[String, Int]
val shared: Store = Store()

class Indented(name: String):
  val two = 2
  def one: Int =
    val inner = helper(name)
    inner.size

trait Mixed extends Named
  with Saved:
  def x: Int

@main def run(args: String*): Unit = println(args)
