/* Lists of numbers. */
#ifndef LIST_H
#define LIST_H

#define LIST_MOST 64
#define LIST_EACH(list, at) for (size_t at = 0; at < (list)->count; at++)

#include <stddef.h>

/** Some numbers. */
struct list {
    size_t count;
    int items[LIST_MOST];
};

typedef struct list list_t;
typedef int (*list_compare)(int, int);

enum list_state { LIST_EMPTY, LIST_SOME };

/** Put a number at the end. */
int list_put(list_t *list, int number);
void list_sort(list_t *list, list_compare compare);
extern int list_errors;

#endif
