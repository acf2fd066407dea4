#include "shapes.h"

static int count;
int visible = 1, *cursor = &visible;
static const char *const words[][2] = { { "a", "b" }, { "c", "d" } };
static struct { int lines; } totals;
struct pair { int a, b; } pairs[] = { { 1, 2 } };
int (*handler)(int) = NULL;
struct point origin = { .x = 1, .y = 2 };

static void helper(void);

/* Adds two numbers. */
int add(int a, int b)
{
    return a + b;
}

// Grows the list by one.
// The caller owns the result.
static inline struct list *
grow(struct list *head, visit_fn visit, char *argv[], int sizes[][2])
{
    struct list *added = make(head), **tail = &added;
    point_t here = { .x = count, .label = MAX_DEPTH };
    static int calls;
    int i, total = 0, row[4] = { 0 };
    union value v;
    enum state now = IDLE;
    void (*undo)(struct list *) = list_free;

    for (int k = 0; k < MAX_DEPTH; k++)
        total += row[k] + sizes[k][0];
    here.next->compare(&here, added);
    if (visit)
        visit(argv, head->next->name);
    (*undo)(head);
    calls++;
    v.number = total;
    now = visible ? BUSY : SOUTH;
    return added;
}

struct point *point_new(int x, int y) { return malloc(sizeof(struct point)); }

char **point_names(const point_t *p)
{
    return (char **) p->names;
}

int (*point_comparer(int kind))(int, int)
{
    return kind ? add : (compare_fn) handler;
}

int (parenthesised)(void) { return 0; }

long old_style(width, name)
    int width;
    char *name;
{
    return width * strlen(name);
}

__attribute__((noinline)) void marked(void) { helper(); }
_Noreturn void stop(int array[static 10]) { exit(array[0]); }

int main(int argc, char **argv)
{
    int inner(int);
    return inner(argc);
}
