#include "shop.h"

static int first(int a)
{
  int x = foo(1,
  if (a) {
out:
  return a;
}

/* Found although a brace is missing above. */
int second(struct cart *c)
{
  char *s = "abc
  return c->size;
}

struct cart {
  int size;
};

int third(void) { return 3; }
