#include "before.hpp"

class Before {
 public:
  int first() { return 1; }
};

int Before::second() {
  if (ready()) {
    return first();
}

/// Found although a brace is missing above.
class After : public Before {
 public:
  void third() { fourth(); }
  int count_;
};

namespace later {
int fifth(After& after) { return after.third(); }
}
