package dev.carillon.server.attacks.supply;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * A range of versions, such as {@code >=2.0.0 <2.0.2}, {@code >=1.9.0 <=1.9.17}, {@code >=3.0} or
 * {@code =1.2.3}.
 */
record VersionRange(String text) {

  private static final Pattern FORM = Pattern.compile("=\\S+|>=\\S+( <=?\\S+)?");

  /** By Maven's rules: {@code 2.0.0-rc1} is before {@code 2.0.0}, {@code 42.7.4.1} after 42.7.4. */
  static final Comparator<String> MAVEN = Comparator.comparing(ComparableVersion::new);

  /** By npm's rules: a version with a hyphen is before the same without. */
  static final Comparator<String> NPM = VersionRange::compareNpm;

  VersionRange {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is no range of versions");
    }
  }

  boolean holds(String version, Comparator<String> order) {
    for (String bound : text.split(" ")) {
      String limit = bound.replaceFirst("^[<>=]+", "");
      int compared = order.compare(version, limit);
      boolean within =
          bound.startsWith(">=")
              ? compared >= 0
              : bound.startsWith("<=")
                  ? compared <= 0
                  : bound.startsWith("<") ? compared < 0 : compared == 0;
      if (!within) {
        return false;
      }
    }
    return true;
  }

  /** The version that is none of it any more; empty where there is none. */
  String fixed() {
    int at = text.indexOf(" <");
    return at < 0 || text.startsWith(" <=", at) ? "" : text.substring(at + 2);
  }

  private static int compareNpm(String one, String other) {
    String[] ones = one.split("\\+", 2)[0].split("-", 2);
    String[] others = other.split("\\+", 2)[0].split("-", 2);
    int release = compareParts(ones[0], others[0]);
    if (release != 0 || ones.length == 1 || others.length == 1) {
      return release != 0 ? release : others.length - ones.length;
    }
    return compareParts(ones[1], others[1]);
  }

  /** Part by part, numbers before words; who has more of them is later. */
  private static int compareParts(String one, String other) {
    String[] ones = one.split("\\.");
    String[] others = other.split("\\.");
    for (int i = 0; i < Math.min(ones.length, others.length); i++) {
      boolean number = ones[i].matches("\\d+");
      boolean otherNumber = others[i].matches("\\d+");
      int compared =
          number && otherNumber
              ? Long.compare(Long.parseLong(ones[i]), Long.parseLong(others[i]))
              : number == otherNumber ? ones[i].compareTo(others[i]) : number ? -1 : 1;
      if (compared != 0) {
        return compared;
      }
    }
    return ones.length - others.length;
  }
}
