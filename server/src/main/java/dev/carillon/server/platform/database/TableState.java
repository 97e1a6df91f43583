package dev.carillon.server.platform.database;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the tables of a database are to this program. */
sealed interface TableState {

  /** They are those that this program makes, or those of a newer release that it may use. */
  record Usable() implements TableState {}

  /** Scripts of this program have to run, or Flyway has to say what is wrong. */
  record Behind() implements TableState {}

  /**
   * This program must not use them.
   *
   * @param why a sentence without its end
   * @param remedy what to do, another one
   */
  record Refused(String why, String remedy) implements TableState {}

  /**
   * Decides by what ran and what was said.
   *
   * @param own the release of this program
   * @param shipped the checksums of its scripts by version
   * @param ran the scripts that ran on the database
   * @param announced the releases that have worked on it
   * @param name of the database, for people
   */
  static TableState of(
      SchemaRelease own,
      Map<String, Integer> shipped,
      List<RanScript> ran,
      List<SchemaRelease> announced,
      String name) {
    SchemaRelease newest =
        announced.stream().max(Comparator.comparingInt(SchemaRelease::number)).orElse(own);
    if (newest.worksWith() > own.number()) {
      return tooNew(own, newest, name);
    }
    boolean foreign =
        newest.number() <= own.number() && ran.stream().anyMatch(script -> script.foreign(shipped));
    boolean changed = ran.stream().anyMatch(script -> script.changed(shipped));
    if (foreign || changed) {
      return anotherBuild(name);
    }
    long ofOurs = ran.stream().filter(script -> script.is(shipped)).count();
    if (ofOurs == shipped.size() && ran.stream().allMatch(RanScript::success)) {
      return announced.stream().anyMatch(each -> each.number() >= own.number())
          ? new Usable()
          : new Behind();
    }
    return newest.number() > own.number() ? anotherBuild(name) : new Behind();
  }

  private static TableState tooNew(SchemaRelease own, SchemaRelease newest, String name) {
    return new Refused(
        "the tables of the database %s are those of Carillon %s, and Carillon %s is too old for them"
            .formatted(name, newest.version(), own.version()),
        "Use Carillon "
            + newest.version()
            + " or later. A server may be one release behind the tables, not more");
  }

  /** What is wrong where another build has made the tables of a database. */
  static Refused anotherBuild(String name) {
    return new Refused(
        "the tables of the database "
            + name
            + " were made by another build of Carillon, and this build cannot use them",
        "Start that build again, or start this one with a new home or an empty database: builds"
            + " before the first release do not convert each other's tables");
  }
}
