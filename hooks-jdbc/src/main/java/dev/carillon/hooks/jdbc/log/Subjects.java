package dev.carillon.hooks.jdbc.log;

/** How a dialect finds the events of a subject. */
public enum Subjects {

  /** Through an index that always has all of them. */
  INDEXED {
    @Override
    Fragment sequences(String subject) {
      return Fragment.of("select sequence from events where subject = ?", subject);
    }

    @Override
    Fragment between(long from, long until, String subject) {
      return Fragment.of(
          "select sequence from events where subject = ? and sequence > ? and sequence <= ?",
          subject,
          from,
          until);
    }
  },

  /** Through a table into which they are entered in batches; the newest are looked through. */
  FILED {
    @Override
    Fragment sequences(String subject) {
      return Fragment.of(
          """
          select sequence from event_subjects where subject = ?
          union all
          select sequence from events
          where sequence > (select filed from journal) and subject = ?""",
          subject,
          subject);
    }

    @Override
    Fragment between(long from, long until, String subject) {
      return Fragment.of(
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
  abstract Fragment sequences(String subject);

  /** The same of those behind one number, up to another. */
  abstract Fragment between(long from, long until, String subject);
}
