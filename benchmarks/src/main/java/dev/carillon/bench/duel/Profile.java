package dev.carillon.bench.duel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where processor time goes, by a flight recording of one round more. */
public final class Profile {

  /** Samples by processor time, native code included; in JDK 25 on Linux. */
  private static final String BY_CPU = "jdk.CPUTimeSample";

  private static final Duration EVERY = Duration.ofMillis(5);
  private static final int TOP = 25;

  private Profile() {}

  /** Records the contender's process while one round more runs. */
  public static Round of(Contender contender, Path file, Duration length)
      throws IOException, InterruptedException {
    return of(contender, file, length, EVERY);
  }

  /**
   * Records the contender's process while one round more runs.
   *
   * @param every a sample after so much processor time of a thread
   */
  public static Round of(Contender contender, Path file, Duration length, Duration every)
      throws IOException, InterruptedException {
    String pid = Long.toString(contender.process());
    jcmd(
        pid,
        "JFR.start",
        "name=bench",
        "settings=none",
        "+" + BY_CPU + "#enabled=true",
        "+" + BY_CPU + "#throttle=" + every.toMillis() + "ms");
    Round round = contender.round(length);
    jcmd(pid, "JFR.stop", "name=bench", "filename=" + file);
    return round;
  }

  private static void jcmd(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + printed);
    }
  }

  /** Prints the frames that were on top most often, and the methods that were on the stack. */
  public static void print(Path file) throws IOException {
    Map<String, Integer> tops = new HashMap<>();
    Map<String, Integer> methods = new HashMap<>();
    int samples =
        each(
            file,
            frames -> {
              tops.merge(name(frames.getFirst()), 1, Integer::sum);
              frames.stream()
                  .map(Profile::name)
                  .filter(name -> name.startsWith("dev.carillon") && !name.contains("$$Lambda"))
                  .distinct()
                  .forEach(name -> methods.merge(name, 1, Integer::sum));
            });
    System.out.println(samples + " samples of processor time; on top of the stack:");
    print(tops, samples);
    System.out.println("own methods anywhere on the stack:");
    print(methods, samples);
  }

  /**
   * Goes through the samples of processor time of a recording.
   *
   * @param stacks gets the frames of each, the top one first
   * @return how many samples have frames
   */
  public static int each(Path file, Consumer<List<RecordedFrame>> stacks) throws IOException {
    int samples = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        RecordedStackTrace stack = event.getStackTrace();
        if (event.getEventType().getName().equals(BY_CPU) && stack != null) {
          samples++;
          stacks.accept(stack.getFrames());
        }
      }
    }
    return samples;
  }

  private static void print(Map<String, Integer> counts, int samples) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(TOP)
        .forEach(
            entry ->
                System.out.printf(
                    "%5.1f %%  %s%n", entry.getValue() * 100.0 / samples, entry.getKey()));
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }
}
