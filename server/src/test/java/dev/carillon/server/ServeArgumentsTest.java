package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ServeArgumentsTest {

  private static final CommandLine PARSER = new CommandLine(new ServeCommand());

  @Test
  void plainOptionsAreReadAsTheParserReadsThem() {
    List<String[]> plain =
        List.of(
            typed("serve"),
            typed("serve", "--port", "8080"),
            typed("serve", "--port=8080", "--home", "/srv/my home", "--training-run"),
            typed("serve", "--bind=::1", "--database", "jdbc:postgresql://db/x?user=u&password=p"));

    for (String[] typed : plain) {
      ServeArguments read = ServeArguments.read(typed).orElseThrow();
      assertThat(read.options()).as(String.join(" ", typed)).isEqualTo(parsed(typed));
    }
    assertThat(ServeArguments.read(plain.get(2)).orElseThrow().trainingRun()).isTrue();
    assertThat(ServeArguments.read(plain.get(1)).orElseThrow().trainingRun()).isFalse();
  }

  @Test
  void theParserReadsWhateverIsTypedInAnotherWay() {
    for (String[] typed :
        List.of(
            typed(),
            typed("doctor"),
            typed("--port", "8080", "serve"),
            typed("serve", "--help"),
            typed("serve", "-h"),
            typed("serve", "--prot", "8080"),
            typed("serve", "port", "8080"),
            typed("serve", "--port"),
            typed("serve", "--port="),
            typed("serve", "--port", "--home"),
            typed("serve", "--port", "8080", "--port", "8081"),
            typed("serve", "--training-run", "--training-run"),
            typed("serve", "--training-run=true"),
            typed("serve", "--home", "@file"),
            typed("serve", "@file"),
            typed("serve", "--home", "\"quoted\""))) {
      assertThat(ServeArguments.read(typed)).as(String.join(" ", typed)).isEmpty();
    }
  }

  @Test
  void itKnowsAllOptionsThatTheParserKnows() {
    assertThat(
            PARSER.getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0)
                .map(OptionSpec::longestName)
                .map(name -> name.substring(2)))
        .containsExactlyInAnyOrderElementsOf(ServeArguments.NAMES);
  }

  private static String[] typed(String... words) {
    return words;
  }

  private static Map<String, String> parsed(String... typed) {
    ServeCommand command = new ServeCommand();
    new CommandLine(command)
        .parseArgs(List.of(typed).subList(1, typed.length).toArray(String[]::new));
    return command.options();
  }
}
