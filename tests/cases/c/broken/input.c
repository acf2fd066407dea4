#include "before.h"

struct before { int a; };

int first(int x) { return x; }

int second(struct before *b)
{
    if (b->a) {
        first(b->a);
    return 0;
}

struct after { int b; };

/* Found although a brace is missing above. */
static int third(struct after *a)
{
    return first(a->b);
}

int fourth(void) { return third(0); }
