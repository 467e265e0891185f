/* Makes a disk slow on purpose: every fsync and fdatasync takes SYNC_DELAY_US longer. scripts/bench db --disk-delay loads it
 * (LD_PRELOAD) into the benchmark and into PostgreSQL, so that group commit is also measured where a sync costs milliseconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_as_told(void) {
    const char *text = getenv("SYNC_DELAY_US");
    long micros = text ? atol(text) : 0;
    struct timespec span = {micros / 1000000, micros % 1000000 * 1000};
    nanosleep(&span, NULL);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_as_told();
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_as_told();
    return real(file);
}
