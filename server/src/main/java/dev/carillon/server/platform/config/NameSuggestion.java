package dev.carillon.server.platform.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that an unknown one is probably meant to be. */
public final class NameSuggestion {

  /** Of a longer word the rest decides nothing: no known one is so long. */
  private static final int LENGTH_MAX = 200;

  private NameSuggestion() {}

  /**
   * The known word that takes the fewest typing mistakes to become this one; case is ignored. There
   * must be one at least.
   */
  public static String to(String word, Collection<String> known) {
    String brief = lower(word.substring(0, Math.min(word.length(), LENGTH_MAX)));
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(brief, lower(candidate))))
        .orElseThrow();
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
