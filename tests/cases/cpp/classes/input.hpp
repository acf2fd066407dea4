#pragma once
#include <string>
#include "base/shape.hpp"

namespace draw {

class Canvas;

/// A shape with corners.
class Polygon final : public Shape, private util::Counted<int>, virtual Named {
  int hidden_;

 public:
  Polygon() = default;
  explicit Polygon(int corners) : Shape("polygon"), corners_{corners} {}
  Polygon(const Polygon&) = delete;
  Polygon& operator=(Polygon&& other) noexcept;
  virtual ~Polygon();

  // How large it is.
  virtual double area() const = 0;
  const std::string& name() const override { return name_; }
  int* data();
  auto corners() const -> std::vector<Point>;
  static Polygon square(double side);
  static constexpr int kMost = 12;
  inline static int made = 0;
  bool operator==(const Polygon& other) const { return corners_ == other.corners_; }
  double operator()(int i) const;
  explicit operator bool() const { return corners_ > 0; }
  template <typename Visitor>
  void visit(Visitor&& visitor) { visitor.see(*this); }

  using Shape::draw;
  using Corner = Point;
  typedef int value_type;

  struct Edge { Point from, to; };
  enum class Style : char { Solid, Dashed = 4 };
  enum { kInner, kOuter };
  union { int i; float f; };

  friend class Canvas;
  friend std::ostream& operator<<(std::ostream& out, const Polygon& polygon);
  friend bool operator<(const Polygon& a, const Polygon& b) { return a.area() < b.area(); }

 protected:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Edge>> edges_;
  Point *first_ = nullptr, &origin_;
  int corners_ = 3, flags_ : 4;
  void (*callback_)(int);
  char label_[16];

 private:
  [[nodiscard]] bool closed() const;
};

struct Point { double x{}, y{}; };
union Bits { int whole; char parts[4]; };
enum Colour : unsigned { Red, Green };

}  // namespace draw
