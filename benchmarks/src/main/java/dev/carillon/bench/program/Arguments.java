package dev.carillon.bench.program;

import java.nio.file.Path;
import java.util.List;

/**
 * What was typed after a program's name.
 *
 * @param brief {@code --short}
 * @param json {@code --json}
 * @param database {@code --database URL}, or empty
 * @param profile {@code --profile FILE}, or empty
 */
public record Arguments(boolean brief, boolean json, String database, String profile) {

  public static final String HELP =
      """
      Options: --short (a minute at most), --json (the figures on the last line only),
      --profile FILE.jfr (p1, p2, p7: one round more, recorded, and where its time went),
      --database jdbc:postgresql://… (p7, logpg: instead of a server of its own).""";

  private static final int ROUNDS = 5;
  private static final int SHORT_ROUNDS = 2;

  /**
   * Reads them.
   *
   * @param typed the program's name first
   * @throws IllegalArgumentException if one is unknown or lacks its value
   */
  public static Arguments parse(List<String> typed) {
    boolean brief = false;
    boolean json = false;
    String database = "";
    String profile = "";
    for (int i = 1; i < typed.size(); i++) {
      switch (typed.get(i)) {
        case "--short" -> brief = true;
        case "--json" -> json = true;
        case "--database" -> database = value(typed, ++i);
        case "--profile" -> profile = value(typed, ++i);
        default -> throw new IllegalArgumentException("no such option: " + typed.get(i));
      }
    }
    return new Arguments(brief, json, database, profile);
  }

  public Program.Options options(Path launcher, Path work) {
    return new Program.Options(
        launcher, brief ? SHORT_ROUNDS : ROUNDS, brief, work, database, profile);
  }

  private static String value(List<String> typed, int at) {
    if (at >= typed.size()) {
      throw new IllegalArgumentException(typed.get(at - 1) + " needs a value");
    }
    return typed.get(at);
  }
}
