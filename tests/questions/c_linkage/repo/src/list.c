#include "list.h"

#include <stdlib.h>

int list_errors = 0;

static int check(const list_t *list)
{
    return list->count < LIST_MOST;
}

int list_put(list_t *list, int number)
{
    if (!check(list)) {
        list_errors++;
        return -1;
    }
    list->items[list->count++] = number;
    return 0;
}

static int upwards(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

void list_sort(list_t *list, list_compare compare)
{
    (void)compare;
    qsort(list->items, list->count, sizeof(int), upwards);
}
