package dev.carillon.server.operations.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Table;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.ServerConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon doctor}. */
@Command(
    name = "doctor",
    headerHeading = "Example: carillon doctor%n",
    description = {
      "Checks a home for problems and says how to solve them. Changes nothing.",
      "Exits with 1 if it finds a problem."
    })
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOptions home = new HomeOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Option(
      names = "--files",
      description = {
        "Also looks for files that the database names and the file store does not have.",
        "This lists the whole file store: a thousand files with each request of an object store."
      })
  private boolean files;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ServerConfig config = home.existing(database);
    List<Checkup.Finding> findings = new Checkup(config).all();
    if (files) {
      findings.add(FilesCheckup.of(config));
    }
    var out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Checkup.Finding each : findings) {
        array
            .addObject()
            .put("what", each.what())
            .put("verdict", each.word())
            .put("detail", each.detail());
      }
      out.println(array);
    } else {
      Table table = Table.of("what", "verdict", "detail");
      findings.forEach(each -> table.row(List.of(each.what(), each.word(), each.detail())));
      out.println(table.text());
    }
    out.flush();
    boolean wrong = findings.stream().anyMatch(f -> f.verdict() == Checkup.Verdict.PROBLEM);
    return (wrong ? ExitCode.FAILURE : ExitCode.OK).number();
  }
}
