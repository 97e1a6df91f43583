package dev.carillon.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Links of a page to lines of source code, such as {@code [`FanOut.of`](…/FanOut.java#L29)}. The
 * text of a link is a class, a class and a member, or a piece of code. The line must be the one
 * that declares it, or, if the file does not declare it, the first one that contains it.
 */
final class SourceLinks {

  private static final Pattern LINK = Pattern.compile("\\[`([^`]+)`]\\(([^)#\\s]+)#L(\\d+)\\)");
  private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w*)\\.(\\w+)");

  private final Path root;
  private final List<String> broken = new ArrayList<>();

  /** Links relative to this folder. */
  SourceLinks(Path root) {
    this.root = root;
  }

  /** What is wrong with the links that were renewed, each with the link that is right. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  /** The page with right lines; links that name nothing stay as they are. */
  String renewed(String page) {
    return LINK.matcher(page).replaceAll(link -> Matcher.quoteReplacement(renewed(link)));
  }

  private String renewed(MatchResult link) {
    String path = found(link.group(2));
    int line = path.isEmpty() ? 0 : line(link.group(1), path);
    if (line == 0) {
      broken.add(link.group() + ": " + (path.isEmpty() ? "no such file" : "not in this file"));
      return link.group();
    }
    String right = "[`%s`](%s#L%d)".formatted(link.group(1), path, line);
    if (!right.equals(link.group())) {
      broken.add(link.group() + ": should be " + right);
    }
    return right;
  }

  /** The path of the file, even if it has moved; empty if it is gone or its name is ambiguous. */
  private String found(String path) {
    if (Files.exists(root.resolve(path))) {
      return path;
    }
    Path name = Path.of(path).getFileName();
    Path module = root.resolve(path.substring(0, path.indexOf('/'))).resolve("src");
    try (Stream<Path> files = Files.walk(module)) {
      List<Path> same = files.filter(file -> file.getFileName().equals(name)).toList();
      return same.size() == 1 ? root.relativize(same.getFirst()).toString() : "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The line, counted from 1; 0 where the file does not contain what the link names. */
  private int line(String text, String path) {
    Matcher member = MEMBER.matcher(text);
    String name = text;
    if (member.matches()) {
      if (!Path.of(path).getFileName().toString().startsWith(member.group(1) + ".")) {
        return 0;
      }
      name = member.group(2);
    }
    List<String> lines = lines(root.resolve(path));
    String word = "\\b" + Pattern.quote(name) + "\\b";
    Pattern type = Pattern.compile("\\b(class|record|interface|enum) " + word);
    Pattern declared = Pattern.compile("^  [\\w@].*[\\w>\\])] " + word + "( =|\\()");
    Pattern contained = Pattern.compile(word);
    return Stream.of(type, declared, contained)
        .flatMap(pattern -> first(pattern, lines).stream())
        .findFirst()
        .orElse(0);
  }

  private static List<Integer> first(Pattern pattern, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.matches("\\s*(\\*|/\\*|//|import |package ).*") && pattern.matcher(line).find()) {
        return List.of(i + 1);
      }
    }
    return List.of();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How many links to lines a page has. */
  static int count(String page) {
    return (int) LINK.matcher(page).results().count();
  }
}
