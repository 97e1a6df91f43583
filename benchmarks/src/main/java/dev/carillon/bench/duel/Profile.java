package dev.carillon.bench.duel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
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

  /** Records while the round runs. */
  public static Round of(Path file, Rounds round) throws IOException, InterruptedException {
    try (Recording recording = new Recording()) {
      recording.enable(BY_CPU).with("throttle", EVERY.toMillis() + "ms");
      recording.setToDisk(true);
      recording.start();
      Round done = round.run();
      recording.stop();
      recording.dump(file);
      return done;
    }
  }

  /** Prints the frames that were on top most often, and the methods that were on the stack. */
  public static void print(Path file) throws IOException {
    Map<String, Integer> tops = new HashMap<>();
    Map<String, Integer> methods = new HashMap<>();
    int samples = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        RecordedStackTrace stack = event.getStackTrace();
        if (event.getEventType().getName().equals(BY_CPU) && stack != null) {
          samples++;
          List<RecordedFrame> frames = stack.getFrames();
          tops.merge(name(frames.getFirst()), 1, Integer::sum);
          frames.stream()
              .map(Profile::name)
              .filter(name -> name.startsWith("dev.carillon"))
              .distinct()
              .forEach(name -> methods.merge(name, 1, Integer::sum));
        }
      }
    }
    System.out.println(samples + " samples of processor time; on top of the stack:");
    print(tops, samples);
    System.out.println("own methods anywhere on the stack:");
    print(methods, samples);
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

  /** A round that is recorded. */
  @FunctionalInterface
  public interface Rounds {
    /** Runs it. */
    Round run() throws IOException, InterruptedException;
  }
}
