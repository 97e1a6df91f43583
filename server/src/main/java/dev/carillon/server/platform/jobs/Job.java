package dev.carillon.server.platform.jobs;

import java.util.List;

/**
 * One piece of long work.
 *
 * @param id as all ids of the product
 * @param kind the name of the {@link JobKind} that does it
 * @param username for whom
 * @param request what is wanted, in the kind's own words
 * @param items the ids it is about, in the order they are worked off; none where it finds them as
 *     it goes
 * @param total how many it is about; 0 = not known
 * @param progress how far it is
 * @param state whether it goes on
 */
public record Job(
    String id,
    String kind,
    String username,
    String request,
    List<String> items,
    int total,
    Progress progress,
    State state) {

  public Job {
    items = List.copyOf(items);
  }

  /** A job that has not begun. */
  public static Job of(
      String id, String kind, String username, String request, List<String> items) {
    return new Job(
        id, kind, username, request, items, items.size(), Progress.NONE, new State.Running());
  }

  /** A job that finds what it is about as it goes, and has not begun. */
  public static Job walk(String id, String kind, String username, String request, int total) {
    return new Job(
        id, kind, username, request, List.of(), total, Progress.NONE, new State.Running());
  }

  /** The same job, further on. */
  public Job at(Progress reached) {
    return new Job(id, kind, username, request, items, total, reached, state);
  }

  /** The same job, ended. */
  public Job ended(State end) {
    return new Job(id, kind, username, request, items, total, progress, end);
  }

  /** The items of the next batch, at most so many; empty after the last. */
  public List<String> next(int most) {
    int from = progress.position();
    return items.subList(from, Math.min(items.size(), from + most));
  }

  /**
   * How far a job is.
   *
   * @param position how many items have been worked off
   * @param processed how many of them went well
   * @param failed how many did not
   * @param skipped how many needed nothing any more
   * @param place where a walk has come to, in the kind's own words
   */
  public record Progress(int position, int processed, int failed, int skipped, String place) {

    /** So far in a list. */
    public Progress(int position, int processed, int failed) {
      this(position, processed, failed, 0, "");
    }

    /** Nothing has been done. */
    public static final Progress NONE = new Progress(0, 0, 0);

    /** After one more batch. */
    public Progress plus(int processedMore, int failedMore) {
      return new Progress(
          position + processedMore + failedMore,
          processed + processedMore,
          failed + failedMore,
          skipped,
          place);
    }

    /** After one more step of a walk. */
    public Progress plus(Step step) {
      return new Progress(
          position + step.processed() + step.skipped() + step.failed(),
          processed + step.processed(),
          failed + step.failed(),
          skipped + step.skipped(),
          step.place());
    }
  }

  /**
   * What one step of a walk did.
   *
   * @param processed how many went well
   * @param skipped how many needed nothing any more
   * @param failed how many did not go well
   * @param place where the next step begins
   * @param last whether there is none
   */
  public record Step(int processed, int skipped, int failed, String place, boolean last) {}

  /** Whether a job goes on. */
  public sealed interface State {

    /** What came of it, for the user; empty where there is nothing to say. */
    default String message() {
      return switch (this) {
        case Running running -> "";
        case Stopping stopping -> "";
        case Stopped stopped -> "";
        case Done(String report) -> report;
        case Failed(String why) -> why;
      };
    }

    /** It is worked on, or will be after the next start. */
    record Running() implements State {}

    /** A user stopped it: it ends after the batch that is under way. */
    record Stopping() implements State {}

    /** It ended because a user stopped it. */
    record Stopped() implements State {}

    /**
     * All of it is done.
     *
     * @param report what came of it, for the user; may be empty
     */
    record Done(String report) implements State {

      /** Without more to say. */
      public Done() {
        this("");
      }
    }

    /**
     * It ended before its time.
     *
     * @param why for the user
     */
    record Failed(String why) implements State {}
  }
}
