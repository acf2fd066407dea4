#include <sys/types.h>
#include CONFIG_HEADER
#ifdef HAVE_UNISTD_H
# include <unistd.h>
#endif

/* How many at most. */
#define LIMIT 10
#define EMPTY
#define SQUARE(x) ((x) * (x))
#define LOG(level, ...) \
    do { \
        log_write(level, __VA_ARGS__); \
    } while (0)

#if defined(WINDOWS) && !defined(LEGACY)
typedef HANDLE file_t;
static int open_it(const char *path) { return CreateFile(path); }
#elif LINUX
typedef int file_t;
static int open_it(const char *path) { return open(path, O_RDONLY); }
#else
int fallback;
int open_it(const char *path);
#endif

struct options {
    int verbose;
#ifdef WITH_COLOUR
    int colour;
#endif
};

int run(struct options *options)
{
#ifdef WITH_COLOUR
    if (options->colour)
        paint(LIMIT);
#else
    int plain = SQUARE(3);
    show(plain);
#endif
    LOG(1, "done");
    return 0;
}

#undef LIMIT

EXPORT_API struct options *options_new(int verbose);
EXPORT_API int options_count(void) { return count; }

DEFINE_COMMAND(start) {
    int local = 1;
    launch(local);
}

EXPORT_API const char *options_name(const struct options *options);
TEST_CASE("starts") {
    int inner = 2;
    launch(inner);
}
