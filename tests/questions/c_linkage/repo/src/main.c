#include <stdio.h>

#include "../include/list.h"

static void check(int failed)
{
    if (failed)
        puts("no room");
}

int main(void)
{
    struct list numbers = { 0 };
    check(list_put(&numbers, 7));
    LIST_EACH(&numbers, at) {
        printf("%d\n", numbers.items[at]);
    }
    list_sort(&numbers, NULL);
    return list_errors;
}
