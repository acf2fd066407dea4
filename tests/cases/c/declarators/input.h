/* Shapes that a declarator may take. */
#ifndef SHAPES_H
#define SHAPES_H

#include <stddef.h>
#include "../base/point.h"

/** Called once for each entry. */
typedef int (*visit_fn)(void *context, const char *name);
typedef void *(allocate_fn)(size_t size);
typedef unsigned long word_t, block_t[4];
typedef struct shape shape_t;

/*
 * A point on the grid.
 *
 * Rows grow downwards.
 */
typedef struct point {
    int x, y;
    struct point *next, **all;
    const char *const *names[4];
    visit_fn visit;
    int (*compare)(const struct point *, const struct point *);
    void *(*(*nested)(int))(void);
    char label[16][2];
    unsigned visible : 1;
    struct { int red, green; } colour;
    union { int i; float f; };
    struct limits { int low; } limits;
} point_t, *point_p;

typedef struct list {
    struct list *next;
} list;

typedef enum { NORTH, EAST = 2, SOUTH = EAST + 1 } direction;

enum { MAX_DEPTH = 8 };

enum state {
    /* Nothing yet. */
    IDLE,
    BUSY,
};

union value {
    int number;
    char *text;
};

extern const char *const names[];
extern int (*hook)(int), counter;
extern struct point origin;

struct point *point_new(int x, int y);
int point_each(struct point *first, visit_fn visit, void *context);
char **point_names(const point_t *p);
int (*point_comparer(int kind))(int, int);
void point_free(point_t *p) __attribute__((nonnull));
__attribute__((noreturn)) void die(const char *format, ...);

#ifdef __cplusplus
extern "C" {
#endif
int linked(void);
#ifdef __cplusplus
}
#endif

#endif /* SHAPES_H */
