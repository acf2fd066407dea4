#pragma once

namespace foo {

enum Colour { RED, GREEN };

class Widget {
 public:
  void draw();
  int size() const { return 1; }
};

void paint(Widget& widget);

namespace detail {
int depth();
}

}  // namespace foo
