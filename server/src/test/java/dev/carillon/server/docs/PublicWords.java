package dev.carillon.server.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that may not occur in public texts ({@code words.txt}), looked for in a text. */
final class PublicWords {

  /** Fenced blocks, code, names of buttons, targets of links. They keep their lines. */
  private static final Pattern NO_PROSE =
      Pattern.compile(
          "(?ms)^```.*?^```$|`[^`\n]*`|(?<![*\\w])\\*[^*\n|]+\\*(?!\\*)"
              + "|]\\([^)\n]*\\)|https?://\\S+");

  private final List<Rule> rules;

  private PublicWords(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The list beside this class. */
  static PublicWords load() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PublicWords.class.getResourceAsStream("words.txt"))) {
      return new PublicWords(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Rule::of)
              .toList());
    }
  }

  /** How many words there are. */
  int size() {
    return rules.size();
  }

  /** Each word that stands in the text and may not, with its place and what to write instead. */
  List<String> in(String name, String text) {
    String prose = NO_PROSE.matcher(text).replaceAll(PublicWords::onlyLines);
    List<String> found = new ArrayList<>();
    for (Rule rule : rules) {
      Matcher matcher = rule.word.matcher(prose);
      while (matcher.find()) {
        long line = prose.substring(0, matcher.start()).chars().filter(c -> c == '\n').count() + 1;
        found.add("%s:%d: \"%s\"; write: %s".formatted(name, line, matcher.group(), rule.instead));
      }
    }
    return found;
  }

  private static String onlyLines(MatchResult skipped) {
    return "\n".repeat((int) skipped.group().chars().filter(c -> c == '\n').count()) + " ";
  }

  private record Rule(Pattern word, String instead) {

    static Rule of(String line) {
      int arrow = line.indexOf(" -> ");
      Pattern word =
          Pattern.compile(
              "(?<![\\w.-])(" + line.substring(0, arrow).replace(" ", "\\s+") + ")(?![\\w-])",
              Pattern.CASE_INSENSITIVE);
      return new Rule(word, line.substring(arrow + 4));
    }
  }
}
