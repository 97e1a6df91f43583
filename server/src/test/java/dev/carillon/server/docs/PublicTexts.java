package dev.carillon.server.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The texts that users read, by where they stand. */
enum PublicTexts {
  /** The pages that are written by hand. */
  PAGES {
    @Override
    Map<String, String> texts() throws IOException {
      List<Path> files = new ArrayList<>();
      for (String page : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md")) {
        files.add(REPOSITORY.resolve(page));
      }
      for (String folder : List.of("docs", "docs/embed", "docs/webhooks")) {
        files.addAll(files(folder, 1, ".md"));
      }
      files.addAll(files("samples", 2, "README.md"));
      files.removeIf(file -> GENERATED.contains(file.getFileName().toString()));
      return read(files);
    }
  },

  /** The help of all commands. */
  CLI_HELP {
    @Override
    Map<String, String> texts() throws IOException {
      return help("docs/cli.md");
    }
  },

  /** What each property means. */
  PROPERTIES {
    @Override
    Map<String, String> texts() throws IOException {
      return read(List.of(REPOSITORY.resolve("docs/properties.md")));
    }
  },

  /** The sentences of the contract. */
  CONTRACT {
    @Override
    Map<String, String> texts() throws IOException {
      return read(List.of(REPOSITORY.resolve("docs/contract.md")));
    }
  },

  /** Titles, summaries and descriptions of the API, and those of the event types. */
  API {
    @Override
    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      described("openapi", Contract.DOCUMENT, texts);
      EventCatalogue.load()
          .all()
          .forEach(type -> texts.put("event " + type.name(), type.title() + ". " + type.summary()));
      return texts;
    }
  },

  /** What the pages of the console show: text between tags, and texts in scripts. */
  CONSOLE {
    @Override
    Map<String, String> texts() throws IOException {
      Map<String, String> texts = new LinkedHashMap<>();
      read(files("console/src", 9, ".svelte"))
          .forEach((name, source) -> texts.put(name, shown(source)));
      read(files("console/src", 9, ".ts"))
          .forEach((name, source) -> texts.put(name, strings(uncommented(source))));
      texts.keySet().removeIf(name -> name.endsWith(".test.ts") || name.endsWith(".d.ts"));
      return texts;
    }
  },

  /** What the programs say: errors, lines of the log, and the pages that the server writes. */
  MESSAGES {
    @Override
    Map<String, String> texts() throws IOException {
      Map<String, String> texts = new LinkedHashMap<>();
      for (String module :
          List.of("hooks", "hooks-jdbc", "hooks-spring", "hooks-testkit", "cli", "server")) {
        read(files(module + "/src/main/java", 20, ".java"))
            .forEach((name, source) -> texts.put(name, messages(source)));
      }
      texts.keySet().removeIf(name -> name.endsWith("/JavaTypes.java"));
      return texts;
    }
  };

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> GENERATED =
      Set.of("cli.md", "events.md", "properties.md", "contract.md");
  private static final Set<String> TEXTS = Set.of("title", "summary", "description");
  private static final Pattern COMMENT =
      Pattern.compile("(?s)<!--.*?-->|/\\*.*?\\*/|(?<!:)//[^\n]*|<style.*?</style>");

  /** Headings, examples, synopses, and the first column of tables. */
  private static final Pattern HELP_CODE =
      Pattern.compile(
          "(?m)^(?:```|## ).*$"
              + "|^(?:Examples?: (?:.*\n)*?)?Usage: .*\n(?: .*\n)*"
              + "|^ {2,6}\\S+(?=  |$)");

  private static final Pattern SCRIPT = Pattern.compile("(?s)<script.*?>(.*?)</script>");
  private static final Pattern STRING = Pattern.compile("'([^'\n]*)'|`([^`]*)`|\"([^\"\n]*)\"");

  /** Text between tags, and what attributes say. */
  private static final Pattern MARKUP =
      Pattern.compile("[>}]([^<>{}]*\\w[^<>{}]*)[<{]|(?<!class)=\"([^\"{}]* [^\"{}]*)\"");

  private static final Pattern EXPRESSION = Pattern.compile("\\{([^{}]*)}");

  /** A text block, a string, or what may have quotes in it: a character, a comment. */
  private static final Pattern JAVA_TEXT =
      Pattern.compile(
          "(?s)\"\"\"(\n.*?)\"\"\"|\"([^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+)\""
              + "|'(?:[^'\\\\\n]|\\\\.)++'|/\\*.*?\\*/|//[^\n]*");

  private static final Pattern SQL =
      Pattern.compile(
          "(?s)[)\\s]*(select|insert into|update \\S+ set|delete from|create|alter|returning)\\b"
              + ".*");

  /** An example of a command, such as the help has. */
  private static final Pattern EXAMPLE = Pattern.compile("carillon [a-z].*%n");

  /** Each text, by the name of what it stands in. */
  abstract Map<String, String> texts() throws IOException;

  private static Map<String, String> read(List<Path> files) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : files) {
      texts.put(REPOSITORY.relativize(file).toString(), Files.readString(file));
    }
    return texts;
  }

  /** What the help says in sentences; names of commands and options, and examples are code. */
  private static Map<String, String> help(String page) throws IOException {
    String text = Files.readString(REPOSITORY.resolve(page));
    return Map.of(
        page, HELP_CODE.matcher(text).replaceAll(code -> code.group().replaceAll("[^\\n]", "")));
  }

  private static List<Path> files(String folder, int depth, String end) throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder), depth)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void described(String name, JsonNode node, Map<String, String> texts) {
    for (var member : node.properties()) {
      String below = name + "/" + member.getKey();
      if (TEXTS.contains(member.getKey()) && member.getValue().isTextual()) {
        texts.put(below, member.getValue().asText());
      } else {
        described(below, member.getValue(), texts);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      described(name + "/" + i, node.get(i), texts);
    }
  }

  /** The texts in quotes that have a space in them, in their lines; SQL and examples are code. */
  private static String messages(String source) {
    StringBuilder messages = new StringBuilder();
    int end = 0;
    for (MatchResult quoted : JAVA_TEXT.matcher(source).results().toList()) {
      messages.append(lines(source.substring(end, quoted.start())));
      String text = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
      end = quoted.end();
      boolean code = text == null || !text.contains(" ") || SQL.matcher(text).matches();
      messages.append(
          code ? lines(quoted.group()) : EXAMPLE.matcher(text).replaceAll("").concat(" "));
    }
    return messages.toString();
  }

  private static String lines(String text) {
    return text.replaceAll("[^\n]", "");
  }

  /** What a component shows: texts of its script, of its markup, and of expressions in that. */
  private static String shown(String component) {
    String source = uncommented(component);
    String markup = SCRIPT.matcher(source).replaceAll(" ");
    StringBuilder shown = new StringBuilder();
    groups(SCRIPT, source).forEach(script -> shown.append(strings(script)));
    groups(MARKUP, markup).forEach(text -> shown.append(text.strip()).append('\n'));
    groups(EXPRESSION, markup).forEach(code -> shown.append(strings(code)));
    return shown.toString();
  }

  /** The texts in quotes that have a space in them, so that they are no names. */
  private static String strings(String code) {
    return groups(STRING, code)
        .map(text -> text.replaceAll("\\$\\{[^}]*}", "…").strip())
        .filter(text -> text.contains(" "))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Stream<String> groups(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .flatMap(part -> IntStream.rangeClosed(1, part.groupCount()).mapToObj(part::group))
        .filter(Objects::nonNull);
  }

  private static String uncommented(String source) {
    return COMMENT.matcher(source).replaceAll(" ");
  }
}
