package dev.carillon.server.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One thing that a reader did.
 *
 * @param place which line it is: later ones happened later, whichever reader wrote them
 * @param what one of the letters below
 * @param nanos when, by the clock of the machine
 * @param reader the name of the process
 * @param request which of its requests this belongs to
 * @param words the rest
 */
record ReaderLine(
    int place, char what, long nanos, String reader, int request, List<String> words) {

  /** So long the events are a reader's own. */
  static final Duration LEASE = Duration.ofSeconds(3);

  /** It is about to send a request, or to open a stream. */
  static final char ASKS = 'R';

  /** It got an event: its id, its attempt, its asset, and the number of the change. */
  static final char GETS = 'G';

  /** It is about to acknowledge events: their ids. */
  static final char ACKNOWLEDGES = 'Q';

  /** The server said that all of these have ended by this acknowledgement: their ids. */
  static final char DONE = 'K';

  private static final int HEAD = 4;

  ReaderLine {
    words = List.copyOf(words);
  }

  /** All lines so far, but for one that is just being written. */
  static List<ReaderLine> read(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
    return IntStream.range(0, lines.length)
        .filter(i -> !lines[i].isEmpty())
        .mapToObj(i -> of(i, lines[i].split(" ", -1)))
        .toList();
  }

  private static ReaderLine of(int place, String... words) {
    return new ReaderLine(
        place,
        words[0].charAt(0),
        Long.parseLong(words[1]),
        words[2],
        Integer.parseInt(words[3]),
        Arrays.asList(words).subList(HEAD, words.length));
  }

  /** The event that was got. */
  String event() {
    return words.getFirst();
  }

  /** Which attempt of the event this is. */
  int attempt() {
    return Integer.parseInt(words.get(1));
  }

  /** The asset of the event that was got. */
  String asset() {
    return words.get(2);
  }

  /** The number of the change of the asset. */
  int number() {
    return Integer.parseInt(words.get(3));
  }

  /** The request of this reader that brought it. */
  String from() {
    return reader + " " + request;
  }
}
