#include "polygon.hpp"

using draw::Polygon;
using namespace std::literals;

int Polygon::made = 0;
const char* const Registry::names[] = {"a", "b"};

// Starts with nothing.
Polygon::Polygon(int corners) : Shape("polygon"), corners_(corners) { init(); }
Polygon::~Polygon() { release(); }

double Polygon::area() const {
  double sum = 0;
  for (const auto& edge : edges_) sum += edge->length();
  this->touch();
  return sum * scale_;
}

Polygon& Polygon::operator=(Polygon&& other) noexcept { swap(other); return *this; }
Polygon::operator bool() const { return corners_; }
int* Polygon::data() { return first_; }
auto Polygon::corners() const -> std::vector<Point> { return {}; }
void draw::Canvas::paint(const Polygon& polygon) { polygon.draw(); }
template <typename T> T& Stack<T>::top() { return items_.back(); }
template <> void Printer::print<int>(int value) { out_ << value; }
Logger::Logger() try : file_(open()) { } catch (...) { }

std::ostream& operator<<(std::ostream& out, const Polygon& polygon) { return out; }
long double operator""_km(long double value) { return value; }

static int helper(int a) { return a; }

namespace {
int hidden() { return helper(1); }
}

extern "C" {
int from_c(int a);
}
extern "C" void to_c(void) {}

int main(int argc, char* argv[]) { return Polygon(3).area(); }
