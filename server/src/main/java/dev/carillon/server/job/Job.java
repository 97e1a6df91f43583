package dev.carillon.server.job;

import java.util.List;

/**
 * One piece of long work.
 *
 * @param id as all ids of the product
 * @param kind the name of the {@link JobKind} that does it
 * @param username for whom
 * @param request what is wanted, in the kind's own words
 * @param items the ids it is about, in the order they are worked off
 * @param progress how far it is
 * @param state whether it goes on
 */
public record Job(
    String id,
    String kind,
    String username,
    String request,
    List<String> items,
    Progress progress,
    State state) {

  public Job {
    items = List.copyOf(items);
  }

  /** A job that has not begun. */
  public static Job of(
      String id, String kind, String username, String request, List<String> items) {
    return new Job(id, kind, username, request, items, Progress.NONE, new State.Running());
  }

  /** The same job, further on. */
  public Job at(Progress reached) {
    return new Job(id, kind, username, request, items, reached, state);
  }

  /** The same job, ended. */
  public Job ended(State end) {
    return new Job(id, kind, username, request, items, progress, end);
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
   */
  public record Progress(int position, int processed, int failed) {

    /** Nothing has been done. */
    public static final Progress NONE = new Progress(0, 0, 0);

    /** After one more batch. */
    public Progress plus(int processedMore, int failedMore) {
      return new Progress(
          position + processedMore + failedMore, processed + processedMore, failed + failedMore);
    }
  }

  /** Whether a job goes on. */
  public sealed interface State {

    /** It is worked on, or will be after the next start. */
    record Running() implements State {}

    /** All of it is done. */
    record Done() implements State {}

    /**
     * It ended before its time.
     *
     * @param why for the user
     */
    record Failed(String why) implements State {}
  }
}
