package dev.carillon.server.operations.backup;

import dev.carillon.server.platform.digest.Digests;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every file of a backup with its SHA-256 and its size, one on a line of {@code checksums.txt};
 * only that list itself and the manifest, which has the list's own SHA-256, are not in it.
 */
final class FileList {

  static final String NAME = "checksums.txt";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) ([0-9]{1,18}) (.+)");
  private static final Pattern BLOB =
      Pattern.compile("files/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})");

  private static final String MISSING = " (missing)";

  private FileList() {}

  /**
   * Lists what is in this folder.
   *
   * @param damaged gets the assets' files whose content is not what their name says
   */
  static Manifest.Checksums write(Path folder, List<String> damaged) throws IOException {
    Path list = folder.resolve(NAME);
    long count = 0;
    try (BufferedWriter out = Files.newBufferedWriter(list);
        Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(file) && !own(folder, file)) {
          String name = name(folder, file);
          String sha256 = Digests.sha256(file);
          Matcher blob = BLOB.matcher(name);
          if (blob.matches() && !blob.group(1).equals(sha256)) {
            damaged.add(blob.group(1));
          }
          out.write(sha256 + " " + Files.size(file) + " " + name + "\n");
          count++;
        }
      }
    }
    return new Manifest.Checksums(Digests.sha256(list), count);
  }

  /** What in this folder is not as the list says, each with what is wrong with it. */
  static List<String> differences(Path folder, Manifest.Checksums expected) throws IOException {
    Path list = folder.resolve(NAME);
    if (Files.notExists(list)) {
      return List.of(NAME + " (missing)");
    }
    if (!Digests.sha256(list).equals(expected.sha256())) {
      return List.of(NAME + " (altered)");
    }
    List<String> wrong = new ArrayList<>();
    long listed = 0;
    try (BufferedReader lines = Files.newBufferedReader(list)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        compare(folder, line, wrong);
        listed++;
      }
    }
    if (listed != expected.count()) {
      wrong.add(NAME + " (names " + listed + " files, not " + expected.count() + ")");
    }
    addOthers(folder, listed - missing(wrong), wrong);
    return wrong;
  }

  /** What is known of a backup that has no list: assets' files are called by their content. */
  static List<String> differences(Path folder) throws IOException {
    if (Files.exists(folder.resolve(NAME))) {
      return List.of(Manifest.NAME + " (does not mention " + NAME + ")");
    }
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        String name = name(folder, each);
        Matcher blob = BLOB.matcher(name);
        if (noPlainFile(each, name, wrong)) {
          continue;
        }
        if (blob.matches() && !blob.group(1).equals(Digests.sha256(each))) {
          wrong.add(name + " (altered)");
        }
      }
    }
    return wrong;
  }

  /** Whether it is a link or what else no backup holds; folders are plain too. */
  private static boolean noPlainFile(Path each, String name, List<String> wrong) {
    if (Files.isSymbolicLink(each)) {
      wrong.add(name + " (a link)");
      return true;
    }
    if (!Files.isRegularFile(each) && !Files.isDirectory(each)) {
      wrong.add(name + " (not a regular file)");
      return true;
    }
    return false;
  }

  private static void compare(Path folder, String line, List<String> wrong) throws IOException {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      wrong.add(NAME + " (an invalid line: '" + line + "')");
      return;
    }
    String name = parts.group(3);
    Path file = folder.resolve(unescaped(name)).normalize();
    long size = Long.parseLong(parts.group(2));
    if (!file.startsWith(folder)) {
      wrong.add(NAME + " (names '" + name + "')");
    } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      wrong.add(name + MISSING);
    } else if (Files.size(file) != size) {
      wrong.add(name + " (has " + Files.size(file) + " bytes, not " + size + ")");
    } else {
      String sha256 = Digests.sha256(file);
      Matcher blob = BLOB.matcher(name);
      if (!sha256.equals(parts.group(1)) || (blob.matches() && !blob.group(1).equals(sha256))) {
        wrong.add(name + " (altered)");
      }
    }
  }

  private static long missing(List<String> wrong) {
    return wrong.stream().filter(each -> each.endsWith(MISSING)).count();
  }

  /** Links and whatever else is no plain file; and, where there are too many, those not listed. */
  private static void addOthers(Path folder, long expected, List<String> wrong) throws IOException {
    long files = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        boolean plain = !noPlainFile(each, name(folder, each), wrong);
        files += plain && Files.isRegularFile(each) && !own(folder, each) ? 1 : 0;
      }
    }
    if (files != expected) {
      addExtra(folder, wrong);
    }
  }

  private static void addExtra(Path folder, List<String> wrong) throws IOException {
    Set<String> listed = new HashSet<>();
    try (Stream<String> lines = Files.lines(folder.resolve(NAME))) {
      lines.map(LINE::matcher).filter(Matcher::matches).forEach(line -> listed.add(line.group(3)));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
          .filter(each -> !own(folder, each))
          .map(each -> name(folder, each))
          .filter(name -> !listed.contains(name))
          .forEach(name -> wrong.add(name + " (extra)"));
    }
  }

  private static boolean own(Path folder, Path file) {
    return file.equals(folder.resolve(NAME)) || file.equals(folder.resolve(Manifest.NAME));
  }

  private static String name(Path folder, Path file) {
    return folder
        .relativize(file)
        .toString()
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescaped(String name) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' && i + 1 < name.length()) {
        i++;
        plain.append(
            switch (name.charAt(i)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> name.charAt(i);
            });
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
