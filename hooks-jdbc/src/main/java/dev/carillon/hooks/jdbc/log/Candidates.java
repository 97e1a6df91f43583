package dev.carillon.hooks.jdbc.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Which deliveries come into question at all, found by an index and read in the order of their
 * sequences.
 */
sealed interface Candidates {

  /** The next of them in this direction: a query for one column, {@code sequence}. */
  Fragment next(Reach reach, int limit);

  /**
   * Which sequences are meant, and in which direction they are read.
   *
   * @param above all are greater
   * @param below all are smaller
   */
  record Reach(boolean newestFirst, long above, long below) {

    private Fragment within(String column) {
      return Fragment.of(" " + column + " > ? and " + column + " < ?", above, below);
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
    public Fragment next(Reach reach, int limit) {
      return Fragment.of("select sequence from deliveries where")
          .then(reach.within("sequence"))
          .then(reach.order("sequence"), limit);
    }
  }

  /** Those with attempts that have rows of their own: all that did not go well at once. */
  record Tried() implements Candidates {
    @Override
    public Fragment next(Reach reach, int limit) {
      return Fragment.of("select distinct delivery as sequence from attempts where")
          .then(reach.within("delivery"))
          .then(reach.order("delivery"), limit);
    }
  }

  /**
   * A few, which another query lists in any order.
   *
   * @param listed a query for one column, {@code sequence}
   */
  record Few(Fragment listed) implements Candidates {
    @Override
    public Fragment next(Reach reach, int limit) {
      return Fragment.of("select sequence from (")
          .then(listed)
          .then(") as listed where")
          .then(reach.within("sequence"))
          .then(reach.order("sequence"), limit);
    }
  }

  /**
   * Several parts of an index, merged.
   *
   * @param parts conditions, each in the words that the index was made with
   */
  record Parts(List<Part> parts) implements Candidates {
    public Parts {
      parts = List.copyOf(parts);
    }

    @Override
    public Fragment next(Reach reach, int limit) {
      List<Fragment> each = new ArrayList<>();
      for (Part part : parts) {
        // the plus keeps the order from being an index's: a part without one has few rows
        String column = part.ordered() ? "sequence" : "+sequence";
        each.add(
            Fragment.of("select sequence from (select sequence from deliveries where ")
                .then(part.condition())
                .then(" and")
                .then(reach.within(column))
                .then(reach.order(column), limit)
                .then(") as part" + each.size()));
      }
      Fragment all = Fragment.of("select sequence from (");
      for (int i = 0; i < each.size(); i++) {
        all = (i == 0 ? all : all.then(" union all ")).then(each.get(i));
      }
      return all.then(") as parts").then(reach.order("sequence"), limit);
    }
  }

  /**
   * A part of an index.
   *
   * @param ordered whether the index holds it in the order of sequences
   */
  record Part(Fragment condition, boolean ordered) {}
}
