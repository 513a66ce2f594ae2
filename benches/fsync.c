/* Preloaded by the benchmarks: makes fsync cost nothing (FSYNC_MICROS=0) or so many microseconds more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowed(const char *name, int fd) {
  static long micros = -1;
  if (micros < 0) {
    const char *text = getenv("FSYNC_MICROS");
    micros = text ? atol(text) : 0;
  }
  if (micros == 0) return 0;
  usleep((useconds_t)micros);
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(fd);
}

int fsync(int fd) { return slowed("fsync", fd); }
int fdatasync(int fd) { return slowed("fdatasync", fd); }
