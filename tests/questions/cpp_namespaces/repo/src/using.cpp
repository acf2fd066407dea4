#include "foo/widget.h"

using namespace foo;
using foo::detail::depth;

void use() {
  Widget w;
  w.draw();
  depth();
}
