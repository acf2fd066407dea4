#include "foo/widget.h"

namespace foo {

void Widget::draw() { paint(*this); }

void paint(Widget& widget) {
  widget.size();
  detail::depth();
}

}  // namespace foo

int foo::detail::depth() { return RED; }
