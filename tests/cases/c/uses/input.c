#include "queue.h"

static struct command table[] = {
    { "get", get_command, FLAG_READ | FLAG_FAST },
    { .name = "set", .run = set_command },
    [CMD_DEL] = { .run = delete_command },
};

int dispatch(struct client *client, enum mode mode)
{
    struct command *found = lookup(table, client->argv[0]);
    struct queue *queue = &client->server->queues[mode];

    switch (mode) {
    case MODE_ASYNC:
        queue_push(queue, found->run, on_done);
        break;
    default:
        if (!found || enabled)
            return ERROR_UNKNOWN;
        last_error = ERROR_NONE;
        client->flags &= ~FLAG_BUSY;
        get(client)->total.count++;
        ((struct reply *) client->reply)->send(client, sizeof(struct reply));
    }
    qsort(table, LENGTH(table), sizeof(table[0]), by_name);
    return found ? found->run(client) : RESULT_NONE;
}
