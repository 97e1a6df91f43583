package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Main;
import dev.carillon.server.platform.openapi.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;

/** What documents show of the command line and of the API is there, though not all of it is run. */
class DocumentedCallsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^```sh[^\n]*\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern TYPED = Pattern.compile("\\./carillon ((?:\\\\\n|[^\n])*)");
  private static final Pattern NAMED =
      Pattern.compile("`(?:(?:\\./)?carillon |(?=deliveries [a-z]))([a-z][^`]*)`");

  /** A word of a shell, up to where another command or a file begins. */
  private static final Pattern WORD =
      Pattern.compile("\\G\\s*(?!\\d>)((?:'[^']*'|\"[^\"]*\"|[^\\s'\"|<>;&)#])+)");

  private static final Pattern CALL =
      Pattern.compile("\\b((?:GET|POST|PUT|DELETE) /[^\\s`?\"',)|;]*)");
  private static final Pattern FETCHED =
      Pattern.compile("\\$assets(/(?:api|services)[^\\s`?\"';]*)");

  /** Shown as what is refused. */
  private static final List<String> REFUSED = List.of("PUT /api/folder/list");

  @Test
  void everyCommandThatIsTypedIsOneWithTheseOptions() throws IOException {
    int typed = 0;
    for (Path document : documents()) {
      for (String block : groups(BLOCK, Files.readString(document))) {
        for (String line : groups(TYPED, block)) {
          Main.commands().parseArgs(words(line));
          typed++;
        }
      }
    }
    assertThat(typed).isGreaterThan(20);
  }

  @Test
  void everyCommandThatIsNamedIsOne() throws IOException {
    int named = 0;
    for (Path document : documents()) {
      for (String command : groups(NAMED, Files.readString(document))) {
        try {
          Main.commands().parseArgs(words(command));
        } catch (MissingParameterException onlyNamed) {
          // what else it needs stands elsewhere
        }
        named++;
      }
    }
    assertThat(named).isGreaterThan(20);
  }

  @Test
  void everyCallThatIsNamedIsDescribed() throws IOException {
    TreeSet<String> described = new TreeSet<>();
    for (var path : Contract.DOCUMENT.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        described.add(form(operation.getKey().toUpperCase(Locale.ROOT), path.getKey()));
        described.add(form("ANY", path.getKey()));
      }
    }
    TreeSet<String> named = new TreeSet<>();
    for (Path document : documents()) {
      String text = Files.readString(document);
      for (String call : groups(CALL, text)) {
        named.add(form(call.substring(0, call.indexOf(' ')), call.substring(call.indexOf('/'))));
      }
      groups(FETCHED, text).forEach(path -> named.add(form("ANY", path)));
    }

    assertThat(named).hasSizeGreaterThan(30);
    REFUSED.forEach(call -> assertThat(named.remove(call)).as(call).isTrue());
    assertThat(described).containsAll(named);
  }

  /** A call in which every variable part of the path is a star. */
  private static String form(String method, String path) {
    return method + " " + path.replaceAll("/(\\{[^/]*}|<[^/]*>|\\$[^/]*)", "/*");
  }

  private static String[] words(String line) {
    String one = line.replace("\\\n", " ").replaceAll("<[a-z ]+>|\\$\\([^)]*\\)", "x");
    return WORD.matcher(one)
        .results()
        .map(word -> word.group(1).replaceAll("['\"]", ""))
        .toArray(String[]::new);
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(REPOSITORY.resolve("README.md")));
    for (String folder : List.of("docs", "docs/webhooks")) {
      try (Stream<Path> files = Files.list(REPOSITORY.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    // that is the help of all commands, word for word
    documents.removeIf(document -> document.endsWith("cli.md"));
    return documents;
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
