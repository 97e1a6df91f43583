package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * Which deliveries come into question at all, found by an index and read in the order of their
 * sequences.
 */
sealed interface Candidates {

  /**
   * The next of them in this direction: a query for {@code sequence}, and for {@code fits}, which
   * is 0 where it is known already that the filter does not want it.
   */
  Sql next(Reach reach, int limit);

  /**
   * Which sequences are meant, and in which direction they are read.
   *
   * @param above all are greater
   * @param below all are smaller
   */
  record Reach(boolean newestFirst, long above, long below) {

    /** The condition that they are among these. */
    Sql within(String column) {
      return Sql.of(" " + column + " > ? and " + column + " < ?", above, below);
    }

    private String order(String column) {
      return " order by " + column + (newestFirst ? " desc" : "") + " limit ?";
    }

    /** Where it begins. */
    long from() {
      return newestFirst ? below : above;
    }

    /** What comes before this one, and this one; or all of it, where it is the last. */
    Reach upTo(long sequence, boolean last) {
      if (last) {
        return this;
      }
      return newestFirst
          ? new Reach(true, sequence - 1, below)
          : new Reach(false, above, sequence + 1);
    }

    /** What is left behind this one. */
    Reach behind(long sequence) {
      return newestFirst ? new Reach(true, above, sequence) : new Reach(false, sequence, below);
    }
  }

  /** All there are. */
  record All() implements Candidates {
    @Override
    public Sql next(Reach reach, int limit) {
      return Sql.of("select sequence, 1 as fits from deliveries where")
          .then(reach.within("sequence"))
          .then(reach.order("sequence"), limit);
    }
  }

  /**
   * Those with attempts that have rows of their own: all that did not go well at once.
   *
   * @param ending what one of their attempts {@code a} must be like, so that not each delivery and
   *     its event have to be looked at, which are on a page of their own
   */
  record Tried(Sql ending) implements Candidates {
    @Override
    public Sql next(Reach reach, int limit) {
      return Sql.of("select a.delivery as sequence, max(case when 1 = 1")
          .then(ending)
          .then(" then 1 else 0 end) as fits from attempts a where")
          .then(reach.within("a.delivery"))
          .then(" group by a.delivery")
          .then(reach.order("a.delivery"), limit);
    }
  }

  /**
   * A few, which another query lists in any order.
   *
   * @param listed a query for one column, {@code sequence}
   */
  record Few(Sql listed) implements Candidates {
    @Override
    public Sql next(Reach reach, int limit) {
      return Sql.of("select sequence, 1 as fits from (")
          .then(listed)
          .then(") as listed where")
          // with the plus, lest all between are read to find these few
          .then(reach.within("+sequence"))
          .then(reach.order("+sequence"), limit);
    }
  }

  /**
   * Several parts of indexes, merged.
   *
   * @param parts each in the words that its index was made with
   */
  record Parts(List<Part> parts) implements Candidates {
    public Parts {
      parts = List.copyOf(parts);
    }

    @Override
    public Sql next(Reach reach, int limit) {
      List<Sql> each = new ArrayList<>();
      for (Part part : parts) {
        each.add(
            Sql.of("select sequence from (select d.sequence from deliveries d where ")
                .then(part.within(reach))
                .then(" order by " + part.order(reach.newestFirst()) + " limit ?", limit)
                .then(") as part" + each.size()));
      }
      Sql all = Sql.of("select sequence, 1 as fits from (");
      for (int i = 0; i < each.size(); i++) {
        all = (i == 0 ? all : all.then(" union all ")).then(each.get(i));
      }
      return all.then(") as parts").then(reach.order("sequence"), limit);
    }
  }

  /** A part of an index on deliveries {@code d}. */
  sealed interface Part {

    /** The condition for those that are meant. */
    Sql within(Reach reach);

    /** What they are ordered by. */
    String order(boolean newestFirst);
  }

  /** What a webhook has in one state. */
  record OfWebhook(Dialect dialect, long key, int state) implements Part {
    @Override
    public Sql within(Reach reach) {
      return Sql.of(dialect.ofWebhook("d", state), key, reach.above(), key, reach.below());
    }

    @Override
    public String order(boolean newestFirst) {
      return dialect.ofWebhookOrder("d", newestFirst);
    }
  }

  /** What is in one state that is neither pending nor delivered. */
  record OfState(Dialect dialect, int state) implements Part {
    @Override
    public Sql within(Reach reach) {
      return Sql.of(dialect.ofState("d", state), reach.above(), reach.below());
    }

    @Override
    public String order(boolean newestFirst) {
      return dialect.ofStateOrder("d", newestFirst);
    }
  }

  /**
   * A few that are pending, whose index has another order.
   *
   * @param condition in the words of the index of what is due
   */
  record Waiting(Sql condition) implements Part {
    @Override
    public Sql within(Reach reach) {
      // the plus keeps all of the log from being gone through in its order
      return condition.then(" and").then(reach.within("+d.sequence"));
    }

    @Override
    public String order(boolean newestFirst) {
      return "+d.sequence" + (newestFirst ? " desc" : "");
    }
  }
}
