package acme.garage

import acme.cars.Engine

object Garage {
  def open(engine: Engine): Int = engine.start()
}
