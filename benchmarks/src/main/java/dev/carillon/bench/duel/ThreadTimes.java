package dev.carillon.bench.duel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor time of each thread of a process, as Linux counts it: the virtual machine's own
 * threads are among them, which Java does not tell of. A thread that has ended is not.
 *
 * @param threads by number
 */
record ThreadTimes(Map<Long, Used> threads) {

  /** What threads that carry virtual ones are called. */
  private static final String CARRIER = "ForkJoinPool-1-";

  ThreadTimes {
    threads = Map.copyOf(threads);
  }

  /**
   * What one thread has used.
   *
   * @param name the first fifteen characters of its name: Linux keeps no more
   */
  record Used(String name, long nanos) {}

  /** What all threads of a process have used until now. */
  static ThreadTimes of(long process) {
    Map<Long, Used> threads = new HashMap<>();
    Path tasks = Path.of("/proc", Long.toString(process), "task");
    try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        add(task, threads);
      }
    } catch (IOException noLinux) {
      return new ThreadTimes(Map.of());
    }
    return new ThreadTimes(threads);
  }

  private static void add(Path task, Map<Long, Used> threads) {
    try {
      String name = Files.readString(task.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
      String[] told = Files.readString(task.resolve("schedstat")).split(" ", 2);
      threads.put(
          Long.parseLong(task.getFileName().toString()), new Used(name, Long.parseLong(told[0])));
    } catch (IOException ended) {
      // between the list and the look at it
    }
  }

  /** The nanoseconds that each group of threads has used since then; groups by their name. */
  Map<String, Long> since(ThreadTimes earlier) {
    Map<String, Long> groups = new TreeMap<>();
    threads.forEach(
        (number, used) -> {
          Used before = earlier.threads.get(number);
          long nanos = used.nanos() - (before == null ? 0 : before.nanos());
          groups.merge(group(used.name()), nanos, Long::sum);
        });
    return groups;
  }

  /** Threads that differ by a number at the end are a group. */
  static String group(String name) {
    if (name.startsWith(CARRIER)) {
      return "virtual";
    }
    String plain = name.replaceFirst("[-#0-9]+$", "");
    return plain.isEmpty() ? name : plain;
  }
}
