package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Sql;

/** How a dialect finds the events of a subject. */
public enum Subjects {

  /** Through an index that always has all of them. */
  INDEXED {
    @Override
    Sql sequences(String subject) {
      return Sql.of("select sequence from events where subject = ?", subject);
    }

    @Override
    Sql between(long from, long until, String subject) {
      return Sql.of(
          "select sequence from events where subject = ? and sequence > ? and sequence <= ?",
          subject,
          from,
          until);
    }
  },

  /** Through a table into which they are entered in batches; the newest are looked through. */
  FILED {
    @Override
    Sql sequences(String subject) {
      return Sql.of(
          """
          select sequence from event_subjects where subject = ?
          union all
          select sequence from events
          where sequence > (select filed from journal) and subject = ?""",
          subject,
          subject);
    }

    @Override
    Sql between(long from, long until, String subject) {
      return Sql.of(
          """
          select sequence from event_subjects
          where subject = ? and sequence > ? and sequence <= ?
          union all
          select sequence from events
          where sequence > (select max(filed, ?) from journal) and sequence <= ? and subject = ?""",
          subject,
          from,
          until,
          from,
          until,
          subject);
    }
  };

  /** A select of the numbers of all its events. */
  abstract Sql sequences(String subject);

  /** The same of those behind one number, up to another. */
  abstract Sql between(long from, long until, String subject);
}
