#include <vector>

#include "foo/widget.h"

namespace bar {
void paint(int colour) {}
}

int main() {
  foo::Widget w;
  w.draw();
  foo::paint(w);
  bar::paint(foo::GREEN);
  std::vector<foo::Widget> all;
  all.draw();
  paint(w);
  return foo::detail::depth();
}
