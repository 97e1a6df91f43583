package dev.carillon.server.assets.search.query;

import java.text.Normalizer;
import java.util.Locale;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

/** Makes whole values comparable without regard to case and, for words, to accents. */
final class TextFolding {

  /** Lucene refuses terms above 32,766 bytes; a character takes at most three. */
  private static final int EXACT_MAX = 8_000;

  private static final int SORTED_MAX = 256;

  private TextFolding() {}

  /** A value as it is sorted. */
  static String sorted(String value) {
    String lowerCase = composed(cut(value, SORTED_MAX)).toLowerCase(Locale.ROOT);
    char[] from = lowerCase.toCharArray();
    char[] to = new char[4 * from.length];
    return new String(to, 0, ASCIIFoldingFilter.foldToASCII(from, 0, to, 0, from.length));
  }

  /** As much of a value as is kept to be shown. */
  static String shown(String value) {
    int end = Math.min(value.length(), SORTED_MAX);
    boolean split = end < value.length() && Character.isHighSurrogate(value.charAt(end - 1));
    return value.substring(0, split ? end - 1 : end);
  }

  /** A path as it is compared: from the root, without a slash at the end. */
  static String path(String value) {
    String path = composed(cut(value, EXACT_MAX)).toLowerCase(Locale.ROOT);
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    path = path.substring(0, end);
    return path.startsWith("/") ? path : "/" + path;
  }

  /** A value short enough to be one term. */
  static String exact(String value) {
    return cut(value, EXACT_MAX);
  }

  /** Each letter with its accents as one character: as paths are stored. */
  static String composed(String value) {
    return Normalizer.normalize(value, Normalizer.Form.NFC);
  }

  private static String cut(String value, int max) {
    return value.length() <= max ? value : value.substring(0, max);
  }
}
