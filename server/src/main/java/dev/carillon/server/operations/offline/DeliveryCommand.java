package dev.carillon.server.operations.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Table;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.log.DeliveryInspector;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Inspected;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Whole;
import dev.carillon.hooks.jdbc.postgresql.PostgresDialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon delivery}: what the database has of one delivery, whatever the server does. */
@Command(
    name = "delivery",
    headerHeading = "Example: carillon delivery 0F7s2FxLqpAkV3dVn0d2Rb --home /srv/carillon%n",
    description = {
      "Shows a delivery as it is stored: where it lies, its state, and all its attempts.",
      "It reads the database itself, while a server runs or not, and changes nothing. If a server"
          + " runs, carillon deliveries get shows more.",
      "A delivery lies in one of three places. event: no attempt of it has ended yet, and it"
          + " is stored in its event only. record: its first attempt was successful, and a block"
          + " of many such attempts contains it. row: everything else; it has a row in the table"
          + " deliveries and one in attempts for each attempt.",
      "Exits with 4 if the database contains no such delivery; retention may have removed it."
    })
public final class DeliveryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOptions home = new HomeOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Parameters(paramLabel = "ID", description = "The id of the delivery, 22 characters.")
  private String id = "";

  @Option(names = "--json", description = "Prints the delivery as a JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Delivery.Id wanted = checked();
    Whole found = read(home.existing(database).store(), wanted);
    ObjectNode facts = facts(found);
    if (json) {
      facts.set("attemptList", attempts(found));
      home.print(facts);
    } else {
      var out = spec.commandLine().getOut();
      out.println(Screen.facts(facts));
      if (!found.attempts().isEmpty()) {
        out.println();
        out.println(table(found));
      }
      out.flush();
    }
    return ExitCode.OK.number();
  }

  private Delivery.Id checked() {
    try {
      return new Delivery.Id(id);
    } catch (IllegalArgumentException malformed) {
      throw new Failure(
          ExitCode.USAGE,
          "'" + Screen.printable(id) + "' is not the id of a delivery: " + malformed.getMessage());
    }
  }

  private static Whole read(StoreConfig store, Delivery.Id wanted) {
    if (store instanceof StoreConfig.Embedded(Path file) && Files.notExists(file)) {
      throw new Failure(ExitCode.NOT_FOUND, "there is no database " + file + "; see --home");
    }
    try (Connection connection = Connections.to(store)) {
      TableBuild.refusal(connection, store)
          .ifPresent(
              otherBuild -> {
                throw new Failure(
                    ExitCode.FAILURE, otherBuild + ". Use carillon delivery of that build");
              });
      Dialect dialect = reading(connection, store);
      return new DeliveryInspector(dialect, connection)
          .find(wanted)
          .orElseThrow(
              () ->
                  new Failure(
                      ExitCode.NOT_FOUND,
                      "the database contains no delivery "
                          + wanted
                          + "; retention removes old ones"));
    } catch (SQLException failed) {
      throw new Failure(ExitCode.FAILURE, "the database cannot be read: " + failed.getMessage());
    }
  }

  /** Sees to it that nothing is written. */
  private static Dialect reading(Connection connection, StoreConfig store) throws SQLException {
    return switch (store) {
      case StoreConfig.Embedded embedded -> {
        try (var statement = connection.createStatement()) {
          statement.execute("pragma busy_timeout = 10000");
          statement.execute("pragma query_only = on");
        }
        connection.setAutoCommit(false);
        yield new SqliteDialect();
      }
      case StoreConfig.Postgres postgres -> {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        yield new PostgresDialect();
      }
    };
  }

  private static ObjectNode facts(Whole whole) {
    Inspected stored = whole.delivery();
    Entry entry = stored.entry();
    Delivery delivery = entry.delivery();
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("id", delivery.id().value());
    facts.put("place", place(stored.place()));
    facts.put("state", delivery.state().name());
    switch (delivery.state()) {
      case DeliveryState.Pending(Instant due) -> facts.put("dueAt", due.toString());
      case DeliveryState.Delivered(Instant at) -> facts.put("endedAt", at.toString());
      case DeliveryState.Exhausted(Instant at) -> facts.put("endedAt", at.toString());
      case DeliveryState.Cancelled(Instant at) -> facts.put("endedAt", at.toString());
      case DeliveryState.Missed(Instant at) -> facts.put("endedAt", at.toString());
    }
    facts.put("createdAt", delivery.createdAt().toString());
    facts.put("attempts", delivery.attempts());
    facts.put("sequence", delivery.sequence());
    facts.put("epoch", stored.owner());
    facts.put("eventId", delivery.event().value());
    facts.put("eventType", delivery.type().name());
    facts.put("eventSubject", delivery.subject());
    facts.put("eventTime", entry.eventTime().toString());
    facts.put("webhookId", delivery.webhook().value());
    facts.put("webhookName", entry.to().name());
    facts.put("webhookRemoved", entry.to().removed());
    facts.put("payloadBytes", whole.payload().bytes().length);
    return facts;
  }

  private static String place(DeliveryInspector.Place place) {
    return switch (place) {
      case OPEN -> "event";
      case RECORD -> "record";
      case ROW -> "row";
    };
  }

  private static ArrayNode attempts(Whole whole) {
    ArrayNode attempts = JsonNodeFactory.instance.arrayNode();
    for (Attempt each : whole.attempts()) {
      Last last = Last.of(each.outcome(), each.duration());
      ObjectNode attempt = attempts.addObject();
      attempt.put("number", each.number()).put("at", each.at().toString());
      attempt.put("durationMs", each.duration().toMillis());
      if (last.status() != 0) {
        attempt.put("status", last.status());
      }
      if (!last.error().isEmpty()) {
        attempt.put("errorClass", last.error());
      }
      attempt.put("manual", each.redelivery());
    }
    return attempts;
  }

  private static String table(Whole whole) {
    Table table = Table.of("attempt", "at", "ms", "result", "redelivery");
    for (Attempt each : whole.attempts()) {
      Last last = Last.of(each.outcome(), each.duration());
      String result = last.status() == 0 ? last.error() : "HTTP " + last.status();
      table.row(
          List.of(
              Integer.toString(each.number()),
              each.at().toString(),
              Long.toString(each.duration().toMillis()),
              result,
              each.redelivery() ? "yes" : "no"));
    }
    return table.text();
  }
}
