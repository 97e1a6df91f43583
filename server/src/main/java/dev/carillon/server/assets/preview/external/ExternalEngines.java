package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.http.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The external engines there are. */
public final class ExternalEngines {

  /** The most engines that a server may have. */
  private static final int ENGINES_MAX = 50;

  /** Another node may have changed them meanwhile. */
  private static final long KNOWN_MILLIS = 2_000;

  private final Database database;
  private final InstantSource clock;
  private volatile Known known = new Known(List.of(), Long.MIN_VALUE);

  /** The engines in this database. */
  public ExternalEngines(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Whether one of them makes the pictures of files with this extension: as they were known last,
   * without asking the database.
   */
  public boolean handles(String extension) {
    return known.engines().stream().anyMatch(engine -> engine.handles(extension));
  }

  /** Reads again which there are, if that is not known to be true. */
  public void refresh() {
    if (clock.millis() - known.at() >= KNOWN_MILLIS || known.at() == Long.MIN_VALUE) {
      reread();
    }
  }

  /** The engine that makes the pictures of files with this extension: the first by name. */
  Optional<ExternalEngine> handling(String extension) {
    refresh();
    return known.engines().stream().filter(engine -> engine.handles(extension)).findFirst();
  }

  /** All of them, by name. */
  List<ExternalEngine.Shown> all() {
    return database.read(ExternalEngineRows::all);
  }

  /**
   * One of them.
   *
   * @throws Problem 404 where there is none
   */
  ExternalEngine.Shown get(String id) {
    return database
        .read(connection -> ExternalEngineRows.find(connection, id))
        .orElseThrow(() -> Problem.notFound("external engine", id));
  }

  /** How many jobs of an engine are in each state. */
  Map<ExternalJob.State, Long> counts(String id) {
    return database.read(connection -> ExternalJobRows.counts(connection, id));
  }

  /** Its first jobs in this state. */
  List<ExternalJob> jobs(String id, ExternalJob.State state, int limit) {
    return database.read(connection -> ExternalJobRows.list(connection, id, state, limit));
  }

  /**
   * Adds one.
   *
   * @param making makes it of its id
   * @throws Problem 409 where its name is taken or there are too many
   */
  ExternalEngine add(UnaryOperator<ExternalEngine> making, String creator) {
    ExternalEngine engine =
        making.apply(
            new ExternalEngine(Ids.random(), "", "", "", List.of(), List.of(), true, false));
    long now = clock.millis();
    database.write(
        connection -> {
          if (ExternalEngineRows.all(connection).size() >= ENGINES_MAX) {
            throw Problem.conflict(
                "There are "
                    + ENGINES_MAX
                    + " external engines, which is the maximum; remove one first");
          }
          checkName(ExternalEngineRows.named(connection, engine.name(), engine.id()), engine);
          ExternalEngineRows.insert(connection, engine, creator, now);
          return engine;
        });
    reread();
    return engine;
  }

  /**
   * Changes one.
   *
   * @throws Problem 404 where there is none, 409 where its new name is taken
   */
  ExternalEngine change(String id, UnaryOperator<ExternalEngine> changing) {
    ExternalEngine changed = changing.apply(get(id).engine());
    database.write(
        connection -> {
          if (ExternalEngineRows.find(connection, id).isEmpty()) {
            throw Problem.notFound("external engine", id);
          }
          checkName(ExternalEngineRows.named(connection, changed.name(), id), changed);
          ExternalEngineRows.update(connection, changed);
          return changed;
        });
    reread();
    return changed;
  }

  /**
   * Removes one.
   *
   * @throws Problem 404 where there is none
   */
  void remove(String id) {
    database.write(
        connection -> {
          if (ExternalEngineRows.find(connection, id).isEmpty()) {
            throw Problem.notFound("external engine", id);
          }
          ExternalEngineRows.delete(connection, id);
          return id;
        });
    reread();
  }

  private static void checkName(boolean taken, ExternalEngine engine) {
    if (taken) {
      throw Problem.conflict("Another external engine is named '" + engine.name() + "'");
    }
  }

  private void reread() {
    long now = clock.millis();
    List<ExternalEngine> engines =
        database.read(ExternalEngineRows::all).stream().map(ExternalEngine.Shown::engine).toList();
    known = new Known(engines, now);
  }

  private record Known(List<ExternalEngine> engines, long at) {}
}
