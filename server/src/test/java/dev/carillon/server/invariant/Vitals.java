package dev.carillon.server.invariant;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param threads of the operating system
 * @param handles files, sockets and the like that are open
 * @param heapBytes what is left after a full collection
 */
public record Vitals(long threads, long handles, long heapBytes) {

  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final Pattern HEAP = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /** Looks at a Java process; makes it collect its garbage. */
  public static Vitals of(long process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process));
    // a histogram of what is alive begins with a full collection
    String histogram = jcmd(process, "GC.class_histogram");
    return new Vitals(
        number(THREADS, Files.readString(proc.resolve("status"))),
        handles(proc),
        number(HEAP, histogram));
  }

  private static long handles(Path proc) throws IOException {
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      return open.count();
    }
  }

  private static String jcmd(long process, String command) throws IOException {
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process jcmd =
        new ProcessBuilder(program, Long.toString(process), command)
            .redirectErrorStream(true)
            .start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Long.parseLong(found.group(1));
  }
}
