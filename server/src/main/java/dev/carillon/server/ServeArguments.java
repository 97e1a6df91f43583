package dev.carillon.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plain way to type {@code serve}: each of its options at most once, as {@code --port 8080} or
 * {@code --port=8080}. It is read without the parser of the commands, whose classes are compiled
 * for a Java that the start-up cache cannot keep, and which takes a fifth of a start. Whatever is
 * typed in another way, or wrongly, is left to the parser.
 *
 * @param options by their names, without dashes
 * @param trainingRun whether the server stops when it is ready
 */
record ServeArguments(Map<String, String> options, boolean trainingRun) {

  /** Each takes a value; {@link ServeCommand} declares the same. */
  static final List<String> NAMES = List.of("port", "bind", "home", "database");

  static final String COMMAND = "serve";

  private static final String TRAINING_RUN = "--training-run";

  ServeArguments {
    options = Map.copyOf(options);
  }

  /** What was typed; empty where the parser has to read it. */
  static Optional<ServeArguments> read(String... typed) {
    if (typed.length == 0 || !typed[0].equals(COMMAND)) {
      return Optional.empty();
    }
    Map<String, String> options = new HashMap<>();
    boolean trainingRun = false;
    for (int i = 1; i < typed.length; i++) {
      if (typed[i].equals(TRAINING_RUN) && !trainingRun) {
        trainingRun = true;
        continue;
      }
      int sign = typed[i].indexOf('=');
      String option = sign < 0 ? typed[i] : typed[i].substring(0, sign);
      if (sign < 0 && ++i == typed.length) {
        return Optional.empty();
      }
      String value = sign < 0 ? typed[i] : typed[i].substring(sign + 1);
      if (!plain(option, value) || options.put(option.substring(2), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new ServeArguments(options, trainingRun));
  }

  /** Whether it means to the parser just what it says. */
  private static boolean plain(String option, String value) {
    return option.startsWith("--")
        && NAMES.contains(option.substring(2))
        && !value.isEmpty()
        && value.chars().noneMatch(c -> c == '"' || c == '\'')
        && !value.startsWith("-")
        && !value.startsWith("@");
  }
}
