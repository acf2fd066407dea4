package acme.cars

class Engine {
  def start(): Int = 1
}
