package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** What a program needs that embeds the engine. */
class DependenciesTest {

  @Test
  void theEngineNeedsTheBaseModuleOfTheJdkAndNothingElse() throws Exception {
    assertThat(jdeps("--print-module-deps", "--ignore-missing-deps")).containsExactly("java.base");
    // annotations need not be there to run
    assertThat(jdeps("--missing-deps"))
        .filteredOn(line -> line.contains(" -> ") && !line.startsWith("dev -> "))
        .isNotEmpty()
        .allMatch(line -> line.contains(" org.jspecify.annotations."));
  }

  /** What the tool says of the compiled classes. */
  private static List<String> jdeps(String... options) throws Exception {
    Path classes =
        Path.of(DeliveryEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String[] words = new String[options.length + 1];
    System.arraycopy(options, 0, words, 0, options.length);
    // without the description of the module, which would be taken at its word
    words[options.length] = classes.resolve("dev").toString();
    StringWriter printed = new StringWriter();
    PrintWriter writer = new PrintWriter(printed);
    assertThat(ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, words))
        .as(printed.toString())
        .isZero();
    return printed.toString().lines().toList();
  }
}
